/** The client's write transactions: whose turn it is, what was captured before, and what is counted at the end. */
@NullMarked
package dev.mooring.sync.internal.lease;

import org.jspecify.annotations.NullMarked;
