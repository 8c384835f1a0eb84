/** The server's history is another one: is it taken over, and what becomes of what is pending. */
@NullMarked
package dev.mooring.sync.internal.history;

import org.jspecify.annotations.NullMarked;
