/** Requests and answers. */
@NullMarked
package dev.mooring.examples.server.http;

import org.jspecify.annotations.NullMarked;
