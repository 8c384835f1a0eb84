/**
 * The simulation: some devices, one server, one seed, and faults everywhere between them.
 *
 * <p>{@link dev.mooring.sync.testing.simulation.Simulation} plays a schedule, drawn from the seed, in virtual time. It compares all that
 * happens with a model of its own. A {@link dev.mooring.sync.testing.simulation.SimulatedWorld} brings the
 * storage, the transport and the server, so that any dialect can be put through it.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
