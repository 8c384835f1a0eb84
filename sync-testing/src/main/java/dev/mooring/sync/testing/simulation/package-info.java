/**
 * The simulation: some devices, one server, one seed, and everything that can go wrong between them.
 *
 * <p>{@link dev.mooring.sync.testing.simulation.Simulation} draws a schedule from the seed, plays it in virtual time and
 * holds what happens against a model of its own. A {@link dev.mooring.sync.testing.simulation.SimulatedWorld} brings the
 * storage, the transport and the server, so that any dialect can be put through it.
 */
@NullMarked
package dev.mooring.sync.testing.simulation;

import org.jspecify.annotations.NullMarked;
