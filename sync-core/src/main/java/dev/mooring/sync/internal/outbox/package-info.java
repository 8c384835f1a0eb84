/** Reads the outbox, and the mutations that lie on the app's rows, in parts that fit into memory. */
@NullMarked
package dev.mooring.sync.internal.outbox;

import org.jspecify.annotations.NullMarked;
