/** What a storage or a transport implements. */
@NullMarked
package dev.mooring.sync.spi;

import org.jspecify.annotations.NullMarked;
