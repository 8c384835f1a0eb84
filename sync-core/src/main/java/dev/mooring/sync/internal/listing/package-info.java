/** What a listing of all that the server has does not show: gone, held back, or not believed. */
@NullMarked
package dev.mooring.sync.internal.listing;

import org.jspecify.annotations.NullMarked;
