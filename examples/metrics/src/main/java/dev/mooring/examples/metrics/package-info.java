/** The figures of a client in Micrometer. */
@NullMarked
package dev.mooring.examples.metrics;

import org.jspecify.annotations.NullMarked;
