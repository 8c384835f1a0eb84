/** What lies in the outbox and on the app's rows, read in parts that memory can hold. */
@NullMarked
package dev.mooring.sync.internal.outbox;

import org.jspecify.annotations.NullMarked;
