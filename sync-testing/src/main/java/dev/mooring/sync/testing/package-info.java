/** The test kit. */
@NullMarked
package dev.mooring.sync.testing;

import org.jspecify.annotations.NullMarked;
