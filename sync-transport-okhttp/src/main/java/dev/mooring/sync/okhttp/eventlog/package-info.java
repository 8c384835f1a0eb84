/**
 * The dialect of event-log servers: one append-only log per user, contiguous sequence numbers, {@code /do/sync} and its
 * relatives. Start at {@link dev.mooring.sync.okhttp.eventlog.EventLogDialect}.
 */
@NullMarked
package dev.mooring.sync.okhttp.eventlog;

import org.jspecify.annotations.NullMarked;
