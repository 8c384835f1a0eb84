package dev.mooring.sync.internal.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionTest {
    private final Admission admission = new Admission();

    private static Account of(Kind kind, String name) {
        return new Account(kind, name);
    }

    private void letIn(Account account) {
        admission.asks(account);
        admission.admit();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatNoAnswerHasLetInBindsNothing(Kind kind) {
        admission.listing();
        admission.asks(of(kind, "x"));
        assertEquals(of(kind, "x"), admission.asked());
        assertNull(admission.binds(true));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasLetInIsBoundOnce(Kind kind) {
        admission.listing();
        letIn(of(kind, "x"));
        assertEquals(of(kind, "x"), admission.binds(true));
        assertNull(admission.binds(true));
    }

    @ParameterizedTest
    @CsvSource({"TOKEN, true", "APP, true", "CREDENTIAL, false"})
    void oneThatNobodyNamedNeedsEvidence(Kind kind, boolean bound) {
        admission.listing();
        letIn(of(kind, "x"));
        assertEquals(bound ? of(kind, "x") : null, admission.binds(false));
    }

    /** All pairs: of the first that was let in, and of the next. */
    @ParameterizedTest
    @CsvSource({
        "TOKEN, TOKEN, true", "TOKEN, APP, false", "TOKEN, CREDENTIAL, false",
        "APP, TOKEN, false", "APP, APP, true", "APP, CREDENTIAL, false",
        "CREDENTIAL, TOKEN, false", "CREDENTIAL, APP, false", "CREDENTIAL, CREDENTIAL, false"
    })
    void anotherNameOfTheSameKindContradictsTheOneOfAMomentAgo(Kind first, Kind next, boolean contradicts) {
        assertNull(admission.contradicting(of(next, "y")), "there is none before");
        letIn(of(first, "x"));
        assertEquals(contradicts ? of(first, "x") : null, admission.contradicting(of(next, "y")));
        assertNull(admission.contradicting(of(first, "x")), "the same one");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsBoundOrRefutedContradictsNothing(Kind kind) {
        letIn(of(kind, "x"));
        admission.binds(true);
        assertNull(admission.contradicting(of(kind, "y")));
        letIn(of(kind, "x"));
        admission.refute();
        assertNull(admission.contradicting(of(kind, "y")));
        assertNull(admission.asked());
        assertNull(admission.binds(true));
    }

    @Test
    void aRequestWithoutAKnownAccountLetsNobodyIn() {
        letIn(of(Kind.TOKEN, "x"));
        admission.asks(null);
        admission.admit();
        assertEquals(of(Kind.TOKEN, "x"), admission.binds(true), "as before");
    }

    @Test
    void aListingUnderTwoCredentialsProvesNeither() {
        Account one = of(Kind.CREDENTIAL, "1");
        Account two = of(Kind.CREDENTIAL, "2");
        admission.listing();
        letIn(one);
        letIn(two);
        letIn(one);
        assertNull(admission.binds(true));
        admission.listing();
        letIn(two);
        letIn(two);
        assertEquals(two, admission.binds(true), "the next one is another listing");
    }
}
