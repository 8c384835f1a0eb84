/** Reads and writes JSON text without a library, for the modules of Mooring only. */
@NullMarked
package dev.mooring.sync.internal.json;

import org.jspecify.annotations.NullMarked;
