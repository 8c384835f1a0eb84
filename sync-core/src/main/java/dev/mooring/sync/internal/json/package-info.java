/** JSON text, read and written without a library: for the modules of Mooring alone. */
@NullMarked
package dev.mooring.sync.internal.json;

import org.jspecify.annotations.NullMarked;
