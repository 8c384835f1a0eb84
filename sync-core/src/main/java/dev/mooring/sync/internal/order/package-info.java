/** The pure centre: what the server said and what we hold, turned into what is to be done. No clock, thread or I/O. */
@NullMarked
package dev.mooring.sync.internal.order;

import org.jspecify.annotations.NullMarked;
