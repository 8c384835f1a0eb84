/** Apps that R8 has shrunk: with the rules that the library's jars carry, and nothing kept but the app's entry. */
@NullMarked
package dev.mooring.systemtests.shrunk;

import org.jspecify.annotations.NullMarked;
