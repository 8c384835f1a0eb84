/** What README.md and docs/ show: every Java sample in them is a region of a file in here, and is compiled and run. */
@NullMarked
package dev.mooring.systemtests.docs;

import org.jspecify.annotations.NullMarked;
