/**
 * The dialect of op-log servers: operations that merge by themselves, in one log a user, in dataset generations.
 *
 * <p>{@link dev.mooring.sync.okhttp.oplog.OpLogDialect} is the way in; {@link
 * dev.mooring.sync.okhttp.oplog.OpLogReset} replaces the dataset.
 */
@NullMarked
package dev.mooring.sync.okhttp.oplog;

import org.jspecify.annotations.NullMarked;
