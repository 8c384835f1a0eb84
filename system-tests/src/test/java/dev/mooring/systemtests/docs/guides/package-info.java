/** What the guides in docs/guides/ show beside their projects, compiled and run. */
@NullMarked
package dev.mooring.systemtests.docs.guides;

import org.jspecify.annotations.NullMarked;
