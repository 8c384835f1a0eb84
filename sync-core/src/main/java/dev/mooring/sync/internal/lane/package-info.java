/** Turns and waiters: when a run begins, and who is told how it ended. */
@NullMarked
package dev.mooring.sync.internal.lane;

import org.jspecify.annotations.NullMarked;
