package dev.mooring.sync.internal.client;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.spi.text.Shown;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registrations for hints. The client also opens without them; it then only looks now and then. */
final class Hints {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Map<String, Registration> registered = new LinkedHashMap<>();

    void of(String whose, Supplier<Registration> registering) {
        try {
            registered.put(whose, registering.get());
        } catch (Throwable thrown) {
            LOG.warn(
                    "{} threw as its hints were registered for; the client goes on without them",
                    whose,
                    Shown.thrown(thrown));
        }
    }

    void end() {
        registered.forEach((whose, registration) -> Failures.quietly("end the hints of " + whose, registration::close));
    }
}
