/** The lane: the one ordered worker that freezes batches, talks to the server and commits what comes back. */
@NullMarked
package dev.mooring.sync.internal.lane;

import org.jspecify.annotations.NullMarked;
