package dev.mooring.sync.internal.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.account.Binding.Verdict;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which account is the one whose data is here. */
class BindingTest {
    private static final String UUID_1 = "0b6e0f7a-7d43-4a55-9a4e-1f0c1f6f0a01";
    private static final String UUID_2 = "0b6e0f7a-7d43-4a55-9a4e-1f0c1f6f0a02";
    private static final Account X = new Account(Kind.TOKEN, "x");
    private static final Account Y = new Account(Kind.TOKEN, "y");

    private static Verdict judge(String user, String declared, List<Account> bound, Account seen) {
        return binding(user, declared, bound, null).judge(seen);
    }

    private static Binding binding(
            String user, String declared, List<Account> bound, @Nullable ServerIdentity otherHolder) {
        return new Binding(new ServerIdentity("https://s", user), declared, bound, otherHolder);
    }

    @Test
    void theFirstAccountIsTakenAsItIs() {
        assertEquals(Verdict.FIRST, judge("anna", "", List.of(), X));
        assertEquals(Verdict.FIRST, judge("", "", List.of(), X));
        assertEquals(Verdict.FIRST, judge("anna", "", List.of(), new Account(Kind.TOKEN, UUID_1)));
    }

    @Test
    void fromThenOnItIsTheOnlyOne() {
        assertEquals(Verdict.OURS, judge("anna", "", List.of(X), X));
        assertEquals(Verdict.OTHER, judge("anna", "", List.of(X), Y));
        assertEquals(Verdict.OTHER, judge("y", "", List.of(X), Y), "what was found counts for more than a name");
    }

    @Test
    void whatTheAppDeclaresIsTheOnlyOneFromTheBeginning() {
        assertEquals(Verdict.OURS, judge("anna", "x", List.of(), X));
        assertEquals(Verdict.OTHER, judge("anna", "x", List.of(), Y));
        assertEquals(Verdict.OURS, judge("anna", "x", List.of(Y), X));
    }

    @Test
    void twoUuidsThatDifferAreTwoUsers() {
        assertEquals(
                Verdict.OURS, judge(UUID_1, "", List.of(), new Account(Kind.TOKEN, UUID_1.toUpperCase(Locale.ROOT))));
        assertEquals(Verdict.OTHER, judge(UUID_1, "", List.of(), new Account(Kind.TOKEN, UUID_2)));
        assertEquals(Verdict.FIRST, judge(UUID_1, "", List.of(), X));
    }

    @Test
    void anAccountOfAnotherIdentityOfTheSameFileIsNotThisOnes() {
        ServerIdentity ben = new ServerIdentity("https://s", "ben");
        Binding binding = binding("anna", "", List.of(), ben);
        assertEquals(Verdict.OTHER, binding.judge(X));
        assertTrue(binding.words(X).contains("which is ben at https://s here"), binding.words(X));
        assertEquals(Verdict.OURS, binding("anna", "", List.of(X), ben).judge(X), "bound to both before");
    }

    @Test
    void aNameThatTheAppGivesIsComparedWithTheUser() {
        assertEquals(Verdict.OURS, judge("anna", "", List.of(X), new Account(Kind.APP, "anna")));
        assertEquals(Verdict.OTHER, judge("anna", "", List.of(X), new Account(Kind.APP, "ben")));
        assertEquals(Verdict.FIRST, judge("", "", List.of(X), new Account(Kind.APP, "ben")));
        assertEquals(
                Verdict.OTHER, judge("", "", List.of(new Account(Kind.APP, "anna")), new Account(Kind.APP, "ben")));
    }

    @Test
    void theWordsNameBothAndSayWhatToDo() {
        Account odd = new Account(Kind.TOKEN, "evil\n\u001b[31m" + "y".repeat(99));
        String words = binding("anna", "", List.of(X), null).words(odd);
        assertTrue(words.contains("the account x, anna at https://s"), words);
        assertTrue(words.contains("sign in as the right user"), words);
        assertFalse(words.contains("\n") || words.contains("\u001b") || words.length() > 400, words);
    }
}
