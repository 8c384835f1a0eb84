package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.function.Supplier;

/**
 * A fault that is planted into a good server, to see that the kit finds it.
 *
 * @param <F> how it is planted
 * @param id short
 * @param says what the server does
 * @param breaks the promises that the kit may find broken because of it, in any order; it has to find one of them
 * @param fault made anew for each run
 */
record Planted<F>(String id, String says, List<String> breaks, Supplier<F> fault) {}
