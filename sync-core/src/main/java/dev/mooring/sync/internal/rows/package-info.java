/** The app's rows: what lies on top is taken back, the server's changes are put below, and it is written again. */
@NullMarked
package dev.mooring.sync.internal.rows;

import org.jspecify.annotations.NullMarked;
