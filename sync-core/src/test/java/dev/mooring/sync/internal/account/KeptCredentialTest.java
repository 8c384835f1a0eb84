package dev.mooring.sync.internal.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptCredentialTest {
    private static final Account ONE = new Account(Kind.CREDENTIAL, "a1b2");
    private static final Account OTHER = new Account(Kind.CREDENTIAL, "a1b3");

    private static Binding.Verdict judge(Account seen, Account... bound) {
        ServerIdentity anna = new ServerIdentity("https://sync.example/", "anna");
        return new Binding(anna, "", List.of(bound), null).judge(seen);
    }

    @Test
    void isKnownAgainUnderAnySalt() {
        for (String salt : List.of("1", "2")) {
            assertTrue(KeptCredential.is(KeptCredential.of(ONE, salt), ONE));
            assertFalse(KeptCredential.is(KeptCredential.of(ONE, salt), OTHER));
        }
        assertNotEquals(KeptCredential.of(ONE, "1"), KeptCredential.of(ONE, "2"));
    }

    @Test
    void keepsTheSaltAndTenDigits() {
        assertTrue(KeptCredential.of(ONE, "salt").name().matches("salt:[0-9a-f]{10}"));
    }

    @Test
    void isNoAccountOfAnotherKindAndNoneThatWasKeptAsItIs() {
        Account kept = KeptCredential.of(ONE, "1");
        assertFalse(KeptCredential.is(kept, new Account(Kind.TOKEN, "a1b2")));
        assertFalse(KeptCredential.is(new Account(Kind.TOKEN, kept.name()), ONE));
        assertFalse(KeptCredential.is(ONE, ONE));
    }

    @Test
    void provesTheAccountAndNeverRefutesIt() {
        Account kept = KeptCredential.of(ONE, "1");
        assertEquals(Binding.Verdict.FIRST, judge(ONE));
        assertEquals(Binding.Verdict.OURS, judge(ONE, kept));
        assertEquals(Binding.Verdict.OURS, judge(ONE, new Account(Kind.TOKEN, "x"), kept));
        assertEquals(Binding.Verdict.FIRST, judge(OTHER, kept));
        assertEquals(Binding.Verdict.FIRST, judge(ONE, new Account(Kind.TOKEN, "x")));
    }
}
