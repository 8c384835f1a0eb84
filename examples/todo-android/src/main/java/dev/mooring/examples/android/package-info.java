/** A to-do list on Android, shared through a server: the app and its two activities. */
@NullMarked
package dev.mooring.examples.android;

import org.jspecify.annotations.NullMarked;
