/** What a client says of itself: a pure rule over facts. */
@NullMarked
package dev.mooring.sync.internal.status;

import org.jspecify.annotations.NullMarked;
