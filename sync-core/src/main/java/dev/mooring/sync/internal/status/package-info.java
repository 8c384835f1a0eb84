/** What a client says of itself: a pure rule over facts, and the meters behind the progress. */
@NullMarked
package dev.mooring.sync.internal.status;

import org.jspecify.annotations.NullMarked;
