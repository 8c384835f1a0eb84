/**
 * The dialect of changeset servers: cells with clocks, in binary frames over one WebSocket. Start at
 * {@link dev.mooring.sync.okhttp.changeset.ChangesetDialect}.
 */
@NullMarked
package dev.mooring.sync.okhttp.changeset;

import org.jspecify.annotations.NullMarked;
