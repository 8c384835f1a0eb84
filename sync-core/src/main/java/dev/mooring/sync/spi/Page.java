package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;

/**
 * Where an exchange leaves us.
 *
 * @param cursor the true position after everything that this exchange settled and delivered
 * @param more whether the server is known to have more than that
 */
public record Page(Cursor cursor, boolean more) {}
