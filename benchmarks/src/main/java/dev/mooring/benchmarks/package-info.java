/** Side by side with raw sqlite-jdbc and bare OkHttp: every figure is a ratio of two runs of the same process. */
@NullMarked
package dev.mooring.benchmarks;

import org.jspecify.annotations.NullMarked;
