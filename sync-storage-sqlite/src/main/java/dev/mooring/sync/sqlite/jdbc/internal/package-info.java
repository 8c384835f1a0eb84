/** The binding to sqlite-jdbc: connections, statements, and the guarded handle that the app gets. */
@NullMarked
package dev.mooring.sync.sqlite.jdbc.internal;

import org.jspecify.annotations.NullMarked;
