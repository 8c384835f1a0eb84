package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** One throw-away user of an own server, with as many devices as a test wants. */
final class OwnUser {
    private final OwnStage stage;
    private final String name;
    private final AtomicInteger devices = new AtomicInteger();

    OwnUser(OwnStage stage, String name) {
        this.stage = stage;
        this.name = name;
    }

    /** A device that this user did not have before. */
    OwnDevice device() throws Exception {
        return device("device-" + devices.incrementAndGet());
    }

    OwnDevice device(String device) throws Exception {
        return new OwnDevice(stage, device, stage.transport(name, device));
    }

    /** A new device that has pulled what is there, as core does it before it pushes. */
    OwnDevice pulled() throws Exception {
        return pulled("device-" + devices.incrementAndGet());
    }

    OwnDevice pulled(String device) throws Exception {
        OwnDevice pulled = device(device);
        pulled.pull();
        return pulled;
    }

    /** A write of a text, as an outbox has it. */
    Mutation write(String key, String text) {
        return stage.recorded(stage.server.write(name, key(key), text));
    }

    /** A key of this user's. */
    String key(String own) {
        return stage.server.key(name, own);
    }

    /** A write of a number; {@code NOT_OFFERED} if the server keeps none. */
    Mutation number(String key, String digits) {
        Mutation number = stage.server.number(name, key(key), digits);
        if (number == null) {
            throw Ending.notOffered("OwnServer.number makes no write of a number");
        }
        return stage.recorded(number);
    }

    /** A write that the server refuses; {@code NOT_OFFERED} if it refuses none. */
    Mutation refused(String key) {
        Mutation refused = stage.server.refused(name, key(key));
        if (refused == null) {
            throw Ending.notOffered("OwnServer.refused names no write that the server refuses");
        }
        return stage.recorded(refused);
    }

    /** Whether anything can be deleted. */
    boolean deletes() {
        return stage.server.delete(name, key("any")) != null;
    }

    /** Writes with a key and a text of their own, which begin so. */
    List<Mutation> writes(String begin, int count) {
        List<Mutation> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(write(begin + i, begin + i));
        }
        return writes;
    }

    /** A deletion, as an outbox has it; {@code NOT_OFFERED} if the server has none. */
    Mutation delete(String key) {
        Mutation delete = stage.server.delete(name, key(key));
        if (delete == null) {
            throw Ending.notOffered("OwnServer.delete makes no deletion");
        }
        return stage.recorded(delete);
    }

    /** All that a device is told that knows nothing yet. */
    List<Incoming> all() throws Exception {
        return device().pull();
    }

    /** Of a server that keeps keys: what is there, by key. */
    Map<String, Incoming> rows() throws Exception {
        return rows(all());
    }

    /** What is there for who is told this. */
    static Map<String, Incoming> rows(List<Incoming> told) {
        Map<String, Incoming> rows = new LinkedHashMap<>();
        for (Incoming each : told) {
            rows.remove(each.key());
            if (!each.change().tombstone()) {
                rows.put(each.key(), each);
            }
        }
        return rows;
    }

    /** How often a write stands in a log, or whether its state is that of its key. */
    int count(Mutation write, List<Incoming> told) {
        List<Incoming> where = stage.isLog() ? told : new ArrayList<>(rows(told).values());
        return (int) where.stream().filter(each -> says(each, write)).count();
    }

    /** Whether a change tells the text that a write gave to its key. */
    boolean says(Incoming told, Mutation write) {
        return told.key().equals(write.key())
                && told.collection().equals(write.collection())
                && told.unreadable() == null
                && Objects.equals(text(told), stage.server.text(as(write)));
    }

    /** What a change says, or {@code null}. */
    String text(Incoming told) {
        return told.change().tombstone() ? "(gone)" : String.valueOf(stage.server.text(told.change()));
    }

    private static Change as(Mutation write) {
        return Change.of(write, Change.NO_POSITION, "");
    }

    /** Each write is there once for a device that knows nothing yet, and nothing else is there. */
    void checkHasExactly(List<Mutation> writes, String when) throws Exception {
        List<Incoming> told = all();
        for (Mutation write : writes) {
            int count = count(write, told);
            Stage.check(count == 1, when + ", the write of " + write.key() + " is there " + times(count));
        }
        int there = stage.isLog() ? told.size() : rows(told).size();
        Stage.check(there == writes.size(), when + ", " + there + " are there instead of " + writes.size());
    }

    static String times(int count) {
        return count == 0 ? "not at all" : count == 1 ? "once" : count + " times";
    }
}
