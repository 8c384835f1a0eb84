/** The pure centre: turns what the server said and what is here into what is to be done. No clock, thread or I/O. */
@NullMarked
package dev.mooring.sync.internal.merge;

import org.jspecify.annotations.NullMarked;
