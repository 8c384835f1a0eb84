/** A page that shows what a client holds and does, for whoever wants to look before they trust it. On the JVM. */
@NullMarked
package dev.mooring.sync.inspector;

import org.jspecify.annotations.NullMarked;
