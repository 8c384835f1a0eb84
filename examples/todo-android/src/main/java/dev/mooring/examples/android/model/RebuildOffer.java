package dev.mooring.examples.android.model;

import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import java.io.File;

/**
 * What the rebuild sheet shows.
 *
 * @param plan what would be done
 * @param preview what that would do to the list
 * @param export where the edits are written to first
 */
public record RebuildOffer(RebuildPlan plan, RebuildPreview preview, File export) {}
