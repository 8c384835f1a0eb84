/**
 * The dialect of changeset servers: cells with clocks, in binary frames over one WebSocket. Start at
 * {@link dev.mooring.sync.okhttp.changeset.ChangesetDialect}.
 */
@Beta
@NullMarked
package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
