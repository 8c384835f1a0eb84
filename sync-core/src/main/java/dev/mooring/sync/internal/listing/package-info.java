/** Decides what becomes of rows that a listing of everything does not show: they are gone, held back, or the listing is not believed. */
@NullMarked
package dev.mooring.sync.internal.listing;

import org.jspecify.annotations.NullMarked;
