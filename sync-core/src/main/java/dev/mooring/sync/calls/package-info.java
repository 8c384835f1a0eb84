/** API calls that ride with the sync, and how they ended. */
@NullMarked
package dev.mooring.sync.calls;

import org.jspecify.annotations.NullMarked;
