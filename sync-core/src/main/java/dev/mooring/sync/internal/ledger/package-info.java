/** The transactions of a run, under one lease: what is taken in, what goes out next, what is settled, whose it is. */
@NullMarked
package dev.mooring.sync.internal.ledger;

import org.jspecify.annotations.NullMarked;
