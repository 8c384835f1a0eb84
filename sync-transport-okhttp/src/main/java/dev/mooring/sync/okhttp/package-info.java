/** Transport on OkHttp. */
@NullMarked
package dev.mooring.sync.okhttp;

import org.jspecify.annotations.NullMarked;
