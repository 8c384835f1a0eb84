/** What a release lays down: is it complete, and can others build and run with it. */
@NullMarked
package dev.mooring.systemtests.release;

import org.jspecify.annotations.NullMarked;
