/** How a client uses a channel, if its transport has one. Apps give it to {@link dev.mooring.sync.SyncClientBuilder}. */
@NullMarked
package dev.mooring.sync.live;

import org.jspecify.annotations.NullMarked;
