/** Makes one exchange with the server: holds the lease for it, tells listeners of it, and lets it be cancelled. */
@NullMarked
package dev.mooring.sync.internal.exchange;

import org.jspecify.annotations.NullMarked;
