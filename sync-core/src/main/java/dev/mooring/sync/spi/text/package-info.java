/** How texts of others are shown: in messages, in logs and on screens. */
@NullMarked
package dev.mooring.sync.spi.text;

import org.jspecify.annotations.NullMarked;
