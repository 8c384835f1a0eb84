/** Stand-in servers that only wake: Phoenix channels as Supabase Realtime speaks them, and plain server-sent events. */
@Beta
@NullMarked
package dev.mooring.sync.testing.live;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
