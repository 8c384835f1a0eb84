/** Connections of Android's, as the engine wants them. */
@NullMarked
package dev.mooring.sync.android.internal;

import org.jspecify.annotations.NullMarked;
