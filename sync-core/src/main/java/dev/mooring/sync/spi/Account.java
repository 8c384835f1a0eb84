package dev.mooring.sync.spi;

import java.util.Objects;

/**
 * The account that a credential stands for, as far as the client can tell without the server. It is a name and no secret.
 *
 * @param kind who says so; accounts of two kinds cannot be compared
 * @param name never empty
 */
public record Account(Kind kind, String name) {
    /** Longer names are cut where they are shown. */
    private static final int SHOWN = 64;

    /** Who says which account it is. */
    public enum Kind {
        /** The token says so: its subject. */
        TOKEN,
        /** The app says so, in the words of {@link dev.mooring.sync.ServerIdentity#user()}. */
        APP,
        /**
         * Nobody says so. The name is a fingerprint of the credential: the same credential is of the same account, another one may
         * be of any. Only a salted part of it is kept.
         */
        CREDENTIAL
    }

    public Account {
        Objects.requireNonNull(kind, "kind");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of an account is empty");
        }
    }

    /** The name for a person to read: cut, and without anything that a terminal or a log would take for a command. */
    @Override
    public String toString() {
        StringBuilder shown = new StringBuilder();
        for (int at = 0; at < name.length() && at < SHOWN; at++) {
            char each = name.charAt(at);
            boolean odd = Character.isISOControl(each)
                    || Character.isSurrogate(each)
                    || Character.getType(each) == Character.FORMAT;
            shown.append(odd ? '?' : each);
        }
        return name.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }
}
