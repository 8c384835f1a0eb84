package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.internal.outbox.Sieve;
import org.jspecify.annotations.Nullable;

/**
 * What goes out next.
 *
 * @param frozen null if there is nothing to send
 * @param sieve as the picking has left it
 */
public record Next(@Nullable Frozen frozen, Sieve sieve) {}
