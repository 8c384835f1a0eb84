/**
 * Tells of any server of a family which promises it keeps and which it breaks, with the requests and answers that prove it. {@link
 * dev.mooring.sync.testing.conformance.Conformance} runs it, {@link dev.mooring.sync.testing.conformance.ConformanceSuite} makes JUnit
 * tests of it for a server's own build. {@link dev.mooring.sync.testing.conformance.OwnConformance} and {@link
 * dev.mooring.sync.testing.conformance.OwnConformanceSuite} do the same for a server of any other shape, through its author's transport.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
