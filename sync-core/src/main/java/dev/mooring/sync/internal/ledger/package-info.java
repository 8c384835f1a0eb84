/** The transactions of a run: what goes out next, what is settled, what the server said. */
@NullMarked
package dev.mooring.sync.internal.ledger;

import org.jspecify.annotations.NullMarked;
