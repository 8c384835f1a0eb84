package dev.mooring.sync.okhttp;

import dev.mooring.sync.testing.transport.TransportConfig;
import org.jspecify.annotations.Nullable;

/** The tokens of a contract suite, as a header has them. */
public record Bearer(TransportConfig.Tokens tokens) implements Credentials {
    @Override
    public String current() {
        return "Bearer " + tokens.current();
    }

    @Override
    public @Nullable String refresh(String refused) {
        return "Bearer " + tokens.refresh(refused);
    }
}
