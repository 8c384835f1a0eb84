/** One exchange with the server: the lease is held for it, listeners hear of it, and it can be cancelled. */
@NullMarked
package dev.mooring.sync.internal.exchange;

import org.jspecify.annotations.NullMarked;
