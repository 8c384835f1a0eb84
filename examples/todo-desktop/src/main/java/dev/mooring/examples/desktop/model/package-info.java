/** The app behind a window, and all that the window shows, as values. Knows nothing of JavaFX. */
@NullMarked
package dev.mooring.examples.desktop.model;

import org.jspecify.annotations.NullMarked;
