package dev.mooring.sync.internal.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SieveTest {
    private static List<OutboxEntry> sent(int... seqs) {
        List<OutboxEntry> sent = new ArrayList<>();
        for (int seq : seqs) {
            Mutation mutation = Mutation.of("todo", "x", "set", "1").recorded(new UUID(0, seq), Instant.EPOCH);
            sent.add(new OutboxEntry(seq, mutation, 1));
        }
        return sent;
    }

    @Test
    void aSuspectedBatchIsHalvedUntilOneIsLeftWhichIsHeld() {
        Sieve sieve = Sieve.of(100).suspect(sent(1, 2, 3, 4), "no");
        assertEquals(2, sieve.limit());
        assertNull(sieve.held());

        Sieve holding = sieve.suspect(sent(1), "no");
        assertEquals(sent(1).get(0), holding.held());
        assertEquals("no", holding.reason());
        assertFalse(holding.convicts(sent(1)), "nothing has passed yet, so the server may be sick");
    }

    @Test
    void theHeldOneStandsTrialOnceAnotherHasPassedAndIsConvictedIfItFailsAgain() {
        Sieve trial = Sieve.of(100).suspect(sent(1), "no").passed();
        assertTrue(trial.trial());
        assertFalse(trial.convicts(sent(2)));
        assertTrue(trial.convicts(sent(1)));
        assertNull(trial.release().held());
    }

    @Test
    void theHeldOneIsFreeWhenItPasses() {
        Sieve free = Sieve.of(100).suspect(sent(1), "no").passed().passed();
        assertNull(free.held());
        assertFalse(free.trial());
    }

    @Test
    void whereTheNextOneFailsAsWellTheServerIsSickAndNobodyIsBlamed() {
        Sieve holding = Sieve.of(100).suspect(sent(1), "no");
        assertFalse(holding.triesAnother(sent(2)));
        assertTrue(holding.triesAnother(sent(2, 3)));
        assertNull(holding.suspect(sent(2), "no").held());
    }

    @Test
    void batchesGrowAgainUpToWhatTheServerTakes() {
        Sieve sieve = Sieve.of(100).tooLarge(80);
        assertEquals(40, sieve.limit());
        assertEquals(10, sieve.halve(20).limit());
        assertEquals(20, sieve.halve(20).passed().limit());
        assertEquals(40, sieve.halve(20).passed().passed().passed().limit());
        assertEquals(1, sieve.tooLarge(1).limit());
    }

    @Test
    void failuresAreForgottenWhenWholeBatchesPass() {
        Sieve failed = Sieve.of(4).failed(2).failed(1);
        assertEquals(2, failed.failures());
        assertEquals(0, failed.passed().failures());
        assertEquals(2, failed.halve(2).passed().failures(), "a half has passed, and no whole one");
    }
}
