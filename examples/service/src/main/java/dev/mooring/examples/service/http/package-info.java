/** What the service answers over HTTP. */
@NullMarked
package dev.mooring.examples.service.http;

import org.jspecify.annotations.NullMarked;
