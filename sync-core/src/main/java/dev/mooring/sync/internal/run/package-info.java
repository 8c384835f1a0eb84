/** Does what the plan of a run says, one transaction or one exchange at a time. */
@NullMarked
package dev.mooring.sync.internal.run;

import org.jspecify.annotations.NullMarked;
