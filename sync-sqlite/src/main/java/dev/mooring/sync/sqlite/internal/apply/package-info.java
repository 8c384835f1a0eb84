/** The server's changes become rows, and what did not come to be is taken back. */
@NullMarked
package dev.mooring.sync.sqlite.internal.apply;

import org.jspecify.annotations.NullMarked;
