package dev.mooring.examples.desktop.model;

import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import java.nio.file.Path;

/**
 * What the rebuild dialog shows.
 *
 * @param plan as chosen so far
 * @param preview what that plan would do
 * @param export where the edits are written to first
 */
public record RebuildOffer(RebuildPlan plan, RebuildPreview preview, Path export) {}
