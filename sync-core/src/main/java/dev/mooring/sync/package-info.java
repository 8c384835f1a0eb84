/**
 * The public API: {@link dev.mooring.sync.SyncClient} and the values that go in and come out of it.
 *
 * <p>An app records {@linkplain dev.mooring.sync.Mutation mutations} beside its own rows, hands the server's
 * {@linkplain dev.mooring.sync.Change changes} to a {@link dev.mooring.sync.ChangeHandler}, and reads
 * {@link dev.mooring.sync.status.SyncStatus} and {@link dev.mooring.sync.SyncReport} to see how it goes. Expected outcomes are
 * values; {@link dev.mooring.sync.SyncException} is for the world breaking.
 */
@NullMarked
package dev.mooring.sync;

import org.jspecify.annotations.NullMarked;
