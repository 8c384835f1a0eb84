/** Stand-in servers that only wake: Phoenix channels as Supabase Realtime speaks them, and plain server-sent events. */
@NullMarked
package dev.mooring.sync.testing.live;

import org.jspecify.annotations.NullMarked;
