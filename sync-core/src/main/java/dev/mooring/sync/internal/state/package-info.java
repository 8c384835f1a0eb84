/** What a run knows between two steps, what the next step is, and what came of the last one. */
@NullMarked
package dev.mooring.sync.internal.state;

import org.jspecify.annotations.NullMarked;
