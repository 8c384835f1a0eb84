/** The dialect of changeset servers: cells with clocks, in binary frames over one WebSocket. */
@NullMarked
package dev.mooring.sync.okhttp.changeset;

import org.jspecify.annotations.NullMarked;
