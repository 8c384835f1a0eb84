/**
 * For authors and users of a storage: the contract as a test suite ({@link dev.mooring.sync.testing.storage.StorageTck}),
 * a storage in memory for tests and previews, and a wrapper that dies at a commit of one's choice.
 */
@NullMarked
package dev.mooring.sync.testing.storage;

import org.jspecify.annotations.NullMarked;
