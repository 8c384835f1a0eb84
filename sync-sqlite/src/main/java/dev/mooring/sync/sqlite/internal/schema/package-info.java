/** The app's tables: what the app says of them, and what the database has. */
@NullMarked
package dev.mooring.sync.sqlite.internal.schema;

import org.jspecify.annotations.NullMarked;
