/** Triggers write down what the app writes, and the journal gives it out. */
@NullMarked
package dev.mooring.sync.sqlite.internal.capture;

import org.jspecify.annotations.NullMarked;
