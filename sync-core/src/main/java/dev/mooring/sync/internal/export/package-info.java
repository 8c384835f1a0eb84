/** The state in a file, and back from one. */
@NullMarked
package dev.mooring.sync.internal.export;

import org.jspecify.annotations.NullMarked;
