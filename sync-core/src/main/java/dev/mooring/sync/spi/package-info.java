/**
 * What the author of a storage or of a transport implements.
 *
 * <p>A {@link dev.mooring.sync.spi.storage.Storage} keeps outbox, cursor and identity in the app's own database. A
 * {@link dev.mooring.sync.spi.Transport} carries one {@link dev.mooring.sync.spi.Ask} and brings one
 * {@link dev.mooring.sync.spi.Answer}. Core never knows which server family it talks to: a peculiarity is a capability
 * or a translation on the other side of this package.
 */
@NullMarked
package dev.mooring.sync.spi;

import org.jspecify.annotations.NullMarked;
