/** The API that an app uses. */
@NullMarked
package dev.mooring.sync;

import org.jspecify.annotations.NullMarked;
