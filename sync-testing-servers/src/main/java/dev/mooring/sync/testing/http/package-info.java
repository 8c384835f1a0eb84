/** What every stand-in server has: requests, answers, and its two faces, in process and on a loopback port. */
@Beta
@NullMarked
package dev.mooring.sync.testing.http;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
