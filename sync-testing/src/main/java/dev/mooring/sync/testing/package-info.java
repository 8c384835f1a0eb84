/**
 * The test kit: virtual time and faults. Its sub-packages hold the contract suite for storages and the simulation.
 *
 * <p>With a {@link dev.mooring.sync.testing.VirtualScheduler} a client runs on the test's own thread, and time moves when
 * the test says so; a {@link dev.mooring.sync.testing.FaultTransport} breaks exchanges in every way that a network can.
 */
@NullMarked
package dev.mooring.sync.testing;

import org.jspecify.annotations.NullMarked;
