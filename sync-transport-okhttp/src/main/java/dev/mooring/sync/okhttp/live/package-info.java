/**
 * Ready-made channels for servers that say only that there may be something new: {@link dev.mooring.sync.okhttp.live.LiveChannels} makes
 * them.
 */
@NullMarked
package dev.mooring.sync.okhttp.live;

import org.jspecify.annotations.NullMarked;
