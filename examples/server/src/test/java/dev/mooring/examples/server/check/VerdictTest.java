package dev.mooring.examples.server.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker finds what it is there for, and nothing where there is nothing. */
class VerdictTest {
    private static final int STEPS = 200;

    /** Three devices of one user, in turns as the seed has it. */
    private static List<String> run(Fault fault, long seed) {
        MemoryServer server = new MemoryServer(fault, seed);
        List<Device> devices = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            devices.add(new Device("u", name, server, seed + name.hashCode()));
        }
        Random random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            Device device = devices.get(random.nextInt(devices.size()));
            if (random.nextBoolean()) {
                device.write();
            }
            device.exchange();
        }
        for (int i = 0; i < 2 * STEPS && devices.stream().anyMatch(device -> !device.isDone()); i++) {
            devices.forEach(Device::exchange);
        }
        for (Device device : devices) {
            for (int i = 0; i < 100 && !device.exchange(); i++) {
                // Until it has heard all.
            }
        }
        return Verdict.of(devices, server.log(), List.of());
    }

    @Test
    void aGoodServerIsFoundGood() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(List.of(), run(Fault.NONE, seed), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBadServerIsFoundOut(Fault fault) {
        for (long seed = 0; seed < 3; seed++) {
            assertFalse(run(fault, seed).isEmpty(), "seed " + seed);
        }
    }
}
