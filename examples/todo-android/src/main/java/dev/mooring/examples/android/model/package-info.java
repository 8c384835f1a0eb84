/** What the app does and what it shows, as values. Knows nothing of views. */
@NullMarked
package dev.mooring.examples.android.model;

import org.jspecify.annotations.NullMarked;
