/** Who may write next: values and decisions, without a database. */
@NullMarked
package dev.mooring.examples.server.lease;

import org.jspecify.annotations.NullMarked;
