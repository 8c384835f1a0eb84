/** The REST backend that this company has had for years, and how the service calls it. Nothing of Mooring is in the backend. */
@NullMarked
package dev.mooring.examples.service.office;

import org.jspecify.annotations.NullMarked;
