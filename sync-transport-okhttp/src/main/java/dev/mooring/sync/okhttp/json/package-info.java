/**
 * JSON as all dialects read and write it: to the letter, bounded, and with garbage named as such; and how what was read goes to
 * the sink. Not exported.
 */
@NullMarked
package dev.mooring.sync.okhttp.json;

import org.jspecify.annotations.NullMarked;
