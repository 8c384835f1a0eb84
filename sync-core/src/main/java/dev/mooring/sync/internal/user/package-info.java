/** One user leaves the storage, and another one comes or comes back. */
@NullMarked
package dev.mooring.sync.internal.user;

import org.jspecify.annotations.NullMarked;
