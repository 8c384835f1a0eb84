/** How a client was wired, with the app's seams behind guards. */
@NullMarked
package dev.mooring.sync.internal.settings;

import org.jspecify.annotations.NullMarked;
