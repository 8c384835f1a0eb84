/** The life of a channel: when it is opened, watched, closed and tried again. */
@NullMarked
package dev.mooring.sync.internal.channel;

import org.jspecify.annotations.NullMarked;
