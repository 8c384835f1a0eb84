package dev.mooring.examples.server.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Three devices of one user over a {@link MemoryServer}, in virtual time. Requests overlap: each takes effect at some moment between its begin
 * and its end, or after its end if its answer was lost. The same seed gives the same run.
 */
final class Interleaving {
    private static final int STEPS = 1000;

    private final List<Device> devices = new ArrayList<>();
    private final Map<Device, String> sent = new HashMap<>();
    private final Map<Device, Wire.Heard> onTheWay = new HashMap<>();
    private final List<String> late = new ArrayList<>();
    private final MemoryServer server;
    private final Random random;
    private long time;

    private Interleaving(Fault fault, long seed) {
        server = new MemoryServer(fault, seed);
        random = new Random(seed);
        for (String name : List.of("a", "b", "c")) {
            devices.add(new Device("u", name, null, seed + name.hashCode(), () -> ++time));
        }
    }

    /** What was found by the end, and what by the order of the operations. */
    record Found(List<String> atTheEnd, List<String> inTheOrder) {}

    static Found run(Fault fault, long seed) {
        Interleaving run = new Interleaving(fault, seed);
        for (int i = 0; i < STEPS; i++) {
            run.step(run.devices.get(run.random.nextInt(run.devices.size())), true);
        }
        for (int i = 0; i < 4 * STEPS; i++) {
            run.step(run.devices.get(i % run.devices.size()), false);
        }
        List<Operation> operations = new ArrayList<>();
        run.devices.forEach(device -> operations.addAll(device.operations));
        return new Found(
                Verdict.of(run.devices, run.server.log(), List.of()),
                LegalOrder.contradictions(operations, List.of(), run.server.log()));
    }

    /** One device goes one step further; at the end nothing is written or lost any more. */
    private void step(Device device, boolean busy) {
        if (busy && random.nextInt(20) == 0) {
            server.crash();
        }
        if ((!busy || random.nextInt(4) == 0) && !late.isEmpty()) {
            server.answer(late.remove(random.nextInt(late.size())));
        } else if (onTheWay.containsKey(device)) {
            device.told(onTheWay.remove(device));
        } else if (sent.containsKey(device)) {
            arrives(device, sent.remove(device), busy);
        } else {
            if (busy && random.nextInt(4) == 0) {
                device.write();
                device.write();
            }
            sent.put(device, device.ask());
        }
    }

    private void arrives(Device device, String body, boolean busy) {
        int luck = busy ? random.nextInt(16) : 2;
        if (luck == 0) {
            late.add(body);
            device.told(null);
        } else if (luck == 1) {
            server.answer(body);
            device.told(null);
        } else {
            onTheWay.put(device, server.answer(body));
        }
    }
}
