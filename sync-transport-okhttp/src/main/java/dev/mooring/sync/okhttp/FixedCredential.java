package dev.mooring.sync.okhttp;

import org.jspecify.annotations.Nullable;

/** A credential that never changes: to ask for it takes no time. */
record FixedCredential(String header, String current) implements Credentials {
    @Override
    public @Nullable String refresh(String refused) {
        return null;
    }

    /** Never says what it is. */
    @Override
    public String toString() {
        return "a fixed credential in " + header;
    }
}
