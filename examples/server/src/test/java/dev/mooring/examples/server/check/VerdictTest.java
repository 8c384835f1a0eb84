package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.check.Interleaving.Found;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checkers find what they are there for, and nothing where there is nothing. */
class VerdictTest {
    @Test
    void aGoodServerIsFoundGood() {
        for (long seed = 0; seed < 30; seed++) {
            assertEquals(new Found(List.of(), List.of()), Interleaving.run(Fault.NONE, seed), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBadServerIsFoundOut(Fault fault) {
        for (long seed = 0; seed < 3; seed++) {
            Found found = Interleaving.run(fault, seed);
            assertFalse(found.atTheEnd().isEmpty() && found.inTheOrder().isEmpty(), "seed " + seed);
            assertTrue(!fault.showsInTheOrderAlone() || found.atTheEnd().isEmpty(), found::toString);
        }
    }
}
