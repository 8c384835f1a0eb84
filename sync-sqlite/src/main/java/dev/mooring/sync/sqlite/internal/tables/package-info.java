/** Synced tables as the storage uses them: sessions, the handler, observers. */
@NullMarked
package dev.mooring.sync.sqlite.internal.tables;

import org.jspecify.annotations.NullMarked;
