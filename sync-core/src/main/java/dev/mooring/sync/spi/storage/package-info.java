/**
 * For authors of a storage: what the engine asks of one, role by role, and the values that it keeps. {@link
 * dev.mooring.sync.spi.storage.Storage} is where to begin; the contract suite of the test kit says when one is done.
 */
@NullMarked
package dev.mooring.sync.spi.storage;

import org.jspecify.annotations.NullMarked;
