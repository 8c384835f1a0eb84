/** What a run does next: a pure function of what is known. Nothing here asks a storage, a transport or a clock. */
@NullMarked
package dev.mooring.sync.internal.plan;

import org.jspecify.annotations.NullMarked;
