/** A server of the event-log family that keeps its promises, as one runnable jar. */
@NullMarked
package dev.mooring.examples.server;

import org.jspecify.annotations.NullMarked;
