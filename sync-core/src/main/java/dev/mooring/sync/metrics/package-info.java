/** What a client does, as figures for whatever the app measures with. */
@NullMarked
package dev.mooring.sync.metrics;

import org.jspecify.annotations.NullMarked;
