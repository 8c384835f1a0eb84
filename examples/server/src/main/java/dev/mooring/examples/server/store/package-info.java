/** The logs in a database: one transaction for each push. */
@NullMarked
package dev.mooring.examples.server.store;

import org.jspecify.annotations.NullMarked;
