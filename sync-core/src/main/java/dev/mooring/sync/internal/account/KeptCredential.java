package dev.mooring.sync.internal.account;

import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is stored of a credential that names nobody: a salt and 40 bits of a fingerprint. They tell whether a credential is the same
 * as before; nobody can get the credential back from them.
 */
final class KeptCredential {
    private static final int BYTES = 5;
    private static final char BEHIND_SALT = ':';

    private KeptCredential() {}

    /** What is kept of one that was seen. */
    static Account of(Account seen, String salt) {
        return new Account(Kind.CREDENTIAL, salt + BEHIND_SALT + print(salt, seen.name()));
    }

    /** Whether one that was seen is the one that was kept. */
    static boolean is(Account kept, Account seen) {
        int end = kept.name().indexOf(BEHIND_SALT);
        return kept.kind() == Kind.CREDENTIAL
                && seen.kind() == Kind.CREDENTIAL
                && end > 0
                && kept.equals(of(seen, kept.name().substring(0, end)));
    }

    private static String print(String salt, String name) {
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256")
                    .digest((salt + BEHIND_SALT + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < BYTES; i++) {
            hex.append(Character.forDigit(hash[i] >> 4 & 15, 16)).append(Character.forDigit(hash[i] & 15, 16));
        }
        return hex.toString();
    }
}
