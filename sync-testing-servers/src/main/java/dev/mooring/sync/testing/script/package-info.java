/** JSON and values as a JavaScript engine has them, for stand-ins of servers that run in one. */
@NullMarked
package dev.mooring.sync.testing.script;

import org.jspecify.annotations.NullMarked;
