/**
 * A {@link dev.mooring.sync.spi.Transport} on OkHttp.
 *
 * <p>{@link dev.mooring.sync.okhttp.OkHttpTransport} owns sockets, credentials, deadlines and the guards against answers
 * that are too large; a {@link dev.mooring.sync.okhttp.Dialect} turns an ask into a request and a response into an answer,
 * without any I/O of its own. One package below this one holds one server family.
 */
@NullMarked
package dev.mooring.sync.okhttp;

import org.jspecify.annotations.NullMarked;
