/** What every stand-in server has: requests, answers, and its two faces, in process and on a loopback port. */
@NullMarked
package dev.mooring.sync.testing.http;

import org.jspecify.annotations.NullMarked;
