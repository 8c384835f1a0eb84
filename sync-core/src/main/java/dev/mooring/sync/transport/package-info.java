/**
 * Help for the author of a transport: a transport out of two functions of the app's own, and what an HTTP status means.
 */
@NullMarked
package dev.mooring.sync.transport;

import org.jspecify.annotations.NullMarked;
