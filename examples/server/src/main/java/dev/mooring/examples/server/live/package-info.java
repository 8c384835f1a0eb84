/** Who listens to a log, and what they are told. */
@NullMarked
package dev.mooring.examples.server.live;

import org.jspecify.annotations.NullMarked;
