/** Whose data this is, and whether a credential is of the same account. */
@NullMarked
package dev.mooring.sync.internal.account;

import org.jspecify.annotations.NullMarked;
