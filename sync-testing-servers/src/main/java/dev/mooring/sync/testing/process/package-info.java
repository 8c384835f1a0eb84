/** A stand-in server as a process of its own: its command line. */
@NullMarked
package dev.mooring.sync.testing.process;

import org.jspecify.annotations.NullMarked;
