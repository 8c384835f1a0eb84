/**
 * A to-do list in two windows, which are two devices. {@code model} is the app and what its windows show, without a line of
 * JavaFX; {@code view} makes nodes of that; {@code server} is what both devices sync with.
 */
@NullMarked
package dev.mooring.examples.desktop;

import org.jspecify.annotations.NullMarked;
