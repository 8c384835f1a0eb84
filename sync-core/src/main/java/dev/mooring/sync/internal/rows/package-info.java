/** The app's rows: takes back what lies on top, puts the server's changes below, and writes the rest again. */
@NullMarked
package dev.mooring.sync.internal.rows;

import org.jspecify.annotations.NullMarked;
