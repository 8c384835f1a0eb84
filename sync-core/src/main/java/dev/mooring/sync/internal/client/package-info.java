/** What the app asks for on its own threads, and what a client is put together from. */
@NullMarked
package dev.mooring.sync.internal.client;

import org.jspecify.annotations.NullMarked;
