/** What broke, turned into a report and into words. */
@NullMarked
package dev.mooring.sync.internal.fault;

import org.jspecify.annotations.NullMarked;
