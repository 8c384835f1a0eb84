/** One sync, from the outbox as it stands to everything settled and everything pulled. */
@NullMarked
package dev.mooring.sync.internal.run;

import org.jspecify.annotations.NullMarked;
