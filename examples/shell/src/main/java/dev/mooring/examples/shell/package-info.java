/** A command line over the library: one client, one file, one command a run. */
@NullMarked
package dev.mooring.examples.shell;

import org.jspecify.annotations.NullMarked;
