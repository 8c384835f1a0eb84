/** How rows travel: exact values, payloads, keys. */
@NullMarked
package dev.mooring.sync.sqlite.internal.format;

import org.jspecify.annotations.NullMarked;
