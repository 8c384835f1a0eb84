/** A page that shows what a client holds and does, for whoever wants to look before they trust it. On the JVM. */
@Beta
@NullMarked
package dev.mooring.sync.inspector;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
