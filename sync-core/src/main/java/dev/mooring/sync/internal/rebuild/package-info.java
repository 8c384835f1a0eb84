/** The server's state is fetched beside the old one and put in its place. */
@NullMarked
package dev.mooring.sync.internal.rebuild;

import org.jspecify.annotations.NullMarked;
