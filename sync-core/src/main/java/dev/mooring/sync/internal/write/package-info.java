/** What happens between the app's code and its commit: checks, ids, and the outbox handed to a write. */
@NullMarked
package dev.mooring.sync.internal.write;

import org.jspecify.annotations.NullMarked;
