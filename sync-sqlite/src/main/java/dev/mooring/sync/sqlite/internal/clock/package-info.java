/** Rows whose cells have clocks: what a capture is stamped with, and the merge of cells that come. */
@NullMarked
package dev.mooring.sync.sqlite.internal.clock;

import org.jspecify.annotations.NullMarked;
