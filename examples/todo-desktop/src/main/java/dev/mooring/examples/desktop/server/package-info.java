/** The server that the example brings along. */
@NullMarked
package dev.mooring.examples.desktop.server;

import org.jspecify.annotations.NullMarked;
