/** What the order of the server means: what a merge has to read, what an answer settles, and when a pull comes first. */
@NullMarked
package dev.mooring.sync.internal.order;

import org.jspecify.annotations.NullMarked;
