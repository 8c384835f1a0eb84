package dev.mooring.sync.internal.account;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which account the data here belongs to, and whether a credential is of that account. Pure.
 *
 * <p>First counts what the app says: the account that the dialect was told; if the app itself names the credential's account, the
 * user of the identity. Then counts the account that this identity was first found to be. A user and the subject of a token need
 * not be words of one kind ({@code anna} and a UUID), so the very first account is taken as it is. There are two exceptions: two
 * different UUIDs are two users, and an account of another identity of the same storage belongs to that one.
 *
 * <p>A credential that names nobody is proven if it is the one that was let in before. Another one proves and refutes nothing, as
 * sessions are renewed.
 *
 * @param owner whose storage it is
 * @param declared the subject that tokens must have; empty if the app has not said
 * @param bound what the identity was found to be
 * @param otherHolder the other identity of this storage that the account seen belongs to; null if there is none
 */
record Binding(
        ServerIdentity owner,
        String declared,
        List<Account> bound,
        @Nullable ServerIdentity otherHolder) {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What an account is to the data here. */
    enum Verdict {
        /** It is the one. */
        OURS,
        /** Nothing speaks against it, and nothing for it. */
        FIRST,
        /** It is not the one. */
        OTHER
    }

    /** What an account that a credential stands for is to the data here. The order of the checks is that of the class comment. */
    Verdict judge(Account seen) {
        if (seen.kind() == Kind.CREDENTIAL) {
            return bound.stream().anyMatch(each -> KeptCredential.is(each, seen)) ? Verdict.OURS : Verdict.FIRST;
        }
        String expected = expected(seen.kind());
        if (!expected.isEmpty()) {
            return same(expected, seen.name()) ? Verdict.OURS : Verdict.OTHER;
        }
        if (same(owner.user(), seen.name())) {
            return Verdict.OURS;
        }
        return otherHolder != null || (isUuid(owner.user()) && isUuid(seen.name())) ? Verdict.OTHER : Verdict.FIRST;
    }

    /** The only name of a kind that is the one; empty if that is not known. */
    private String expected(Kind kind) {
        String said = kind == Kind.APP ? owner.user() : declared;
        if (!said.isEmpty()) {
            return said;
        }
        for (Account each : bound) {
            if (each.kind() == kind) {
                return each.name();
            }
        }
        return "";
    }

    private static boolean isUuid(String name) {
        return UUID.matcher(name).matches();
    }

    private static boolean same(String one, String other) {
        return isUuid(one) ? one.equalsIgnoreCase(other) : one.equals(other);
    }

    /** Why an account that is not the one is refused. */
    String words(Account seen) {
        String expected = expected(seen.kind());
        String whose = expected.isEmpty() || expected.equals(owner.user())
                ? owner.toString()
                : "the account " + new Account(seen.kind(), expected) + ", " + owner;
        String other = otherHolder == null ? "" : ", which is " + otherHolder + " here";
        return "the credential is for the account " + seen + other + ", and the data here belongs to " + whose
                + ": nothing was sent, and nothing was changed here; sign in as the right user, or switch the user";
    }
}
