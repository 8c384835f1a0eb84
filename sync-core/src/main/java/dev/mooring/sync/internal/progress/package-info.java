/** How far a run has come: what it has done so far, at what rate, and how long the rest may take. */
@NullMarked
package dev.mooring.sync.internal.progress;

import org.jspecify.annotations.NullMarked;
