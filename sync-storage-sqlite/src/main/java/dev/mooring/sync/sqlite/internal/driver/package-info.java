/** The binding to SQLite: connections, statements, and the guarded handle that the app's code gets. */
@NullMarked
package dev.mooring.sync.sqlite.internal.driver;

import org.jspecify.annotations.NullMarked;
