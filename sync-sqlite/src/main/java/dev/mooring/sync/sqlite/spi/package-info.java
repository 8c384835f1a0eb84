/**
 * What the author of a binding to SQLite implements and uses. A binding implements {@link dev.mooring.sync.sqlite.spi.SqlDriver},
 * {@link dev.mooring.sync.sqlite.spi.SqlConnection} and {@link dev.mooring.sync.sqlite.spi.SqlStatement}, and has a builder that extends
 * {@link dev.mooring.sync.sqlite.SqliteStorageBuilder}. Apps need nothing of this package.
 */
@Beta
@NullMarked
package dev.mooring.sync.sqlite.spi;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
