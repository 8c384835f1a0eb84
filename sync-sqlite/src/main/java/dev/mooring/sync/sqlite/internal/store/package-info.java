/** The storage above the driver seam: its connections, its transactions, and a class for each table and role. */
@NullMarked
package dev.mooring.sync.sqlite.internal.store;

import org.jspecify.annotations.NullMarked;
