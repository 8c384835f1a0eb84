package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.storage.Confirmed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client has recorded, and what the server makes of it: all of it, before anything of it is told. */
final class World {
    private static final ServerIdentity SERVER = new ServerIdentity("s", "u");

    final Order order;
    /** What the server has that the client has not seen, in its order; where it keeps keys, the state of each. */
    final List<Incoming> history = new ArrayList<>();
    /** What only an answer tells, and so is told first: refusals, and what another writer has overwritten since. */
    final List<Outcome> first = new ArrayList<>();
    /** What an echo tells as well. */
    final List<Outcome> echoed = new ArrayList<>();

    private final Random random;
    private final List<Mutation> recorded = new ArrayList<>();
    private final List<Confirmed> before = new ArrayList<>();
    private final boolean placed;
    private final boolean stamped;
    private final boolean holdsAged;
    private final boolean unreadable;

    private World(Order order, Random random, boolean unreadable) {
        this.order = order;
        this.random = random;
        this.placed = order == Order.SEQUENCE || (order == Order.ARRIVAL && random.nextBoolean());
        this.stamped = random.nextBoolean();
        this.holdsAged = random.nextBoolean();
        this.unreadable = unreadable;
    }

    /** With entries among the foreign ones, in a log, that cannot be read, if it is said so. */
    static World of(Order order, Random random, boolean unreadable) {
        World world = new World(order, random, unreadable);
        world.write();
        switch (order) {
            case SEQUENCE, ARRIVAL -> world.log();
            case KEYS -> world.keys();
        }
        return world;
    }

    static UUID id(int number) {
        return new UUID(7, number);
    }

    private void write() {
        int writes = random.nextInt(8);
        int time = 0;
        boolean[] gone = new boolean[3];
        for (int i = 1; i <= writes; i++) {
            int key = random.nextInt(3);
            time += random.nextInt(3);
            // A second delete of a key would look like the first one where a state is all there is to recognise it by.
            boolean delete = !gone[key] && random.nextInt(4) == 0;
            gone[key] |= delete;
            Mutation draft =
                    delete ? Mutation.delete("todo", "k" + key) : Mutation.of("todo", "k" + key, "set", "m" + i);
            recorded.add(draft.recorded(id(i), Instant.ofEpochSecond(time)));
        }
    }

    // ---- a log

    private void log() {
        List<Mutation> taken = new ArrayList<>();
        for (Mutation mutation : recorded.subList(0, random.nextInt(recorded.size() + 1))) {
            if (random.nextInt(6) == 0) {
                first.add(new Outcome.Rejected(mutation.id(), "no"));
            } else {
                taken.add(mutation);
            }
        }
        int others = random.nextInt(7);
        while (!taken.isEmpty() || others > 0) {
            // A server of one sequence takes a batch only onto the place that the client has seen.
            boolean own = !taken.isEmpty() && (order == Order.SEQUENCE || others == 0 || random.nextBoolean());
            long place = placed ? history.size() + 1 : Change.NO_POSITION;
            if (own) {
                Mutation mutation = taken.remove(0);
                history.add(new Incoming(
                        Change.of(mutation, place, "me"), mutation.id().toString()));
                echoed.add(new Outcome.Accepted(mutation.id(), place));
            } else {
                others--;
                if (unreadable && random.nextInt(4) == 0) {
                    history.add(Incoming.unreadable(place, "todo", "garbage"));
                    continue;
                }
                history.add(new Incoming(
                        foreign("k" + random.nextInt(3), "f" + others, place),
                        random.nextBoolean() ? "" : "f" + others));
            }
        }
    }

    private static Change foreign(String key, @Nullable String payload, long place) {
        boolean gone = payload == null;
        return new Change(
                place, "todo", key, gone ? Mutation.DELETE : "set", gone ? "null" : payload, gone, 1, "", "other");
    }

    // ---- keys

    private void keys() {
        for (int i = 0; i < 4; i++) {
            String key = "k" + i;
            List<Mutation> own = new ArrayList<>(recorded);
            own.removeIf(mutation -> !mutation.key().equals(key));
            boolean defended = random.nextInt(4) == 0;
            if (defended || random.nextBoolean()) {
                Change change = foreign(key, "b", Change.NO_POSITION);
                before.add(new Confirmed(change, "b", Instant.ofEpochSecond(random.nextInt(9)), defended, 1));
            }
            int kind = random.nextInt(5);
            int taken = own.isEmpty() ? 0 : 1 + random.nextInt(own.size());
            if (kind == 0) {
                continue; // The server has what it had.
            }
            if (kind == 1 && taken > 0) {
                Mutation last = own.get(taken - 1);
                history.add(incoming(Change.of(last, Change.NO_POSITION, "me"), last.createdAt()));
                accepted(own.subList(0, taken), echoed);
                continue;
            }
            if (kind == 2) {
                accepted(own.subList(0, taken), first);
            } else if (kind == 3 && taken > 0) {
                UUID oldest = own.get(0).id();
                first.add(random.nextBoolean() ? new Outcome.Rejected(oldest, "no") : new Outcome.Conflict(oldest, ""));
            }
            if (kind == 4 && !defended) {
                // Of two writes of others the later one may come in the same page or in another one.
                history.add(incoming(foreign(key, "g", Change.NO_POSITION), Instant.ofEpochSecond(random.nextInt(20))));
                history.add(incoming(foreign(key, "h", Change.NO_POSITION), Instant.ofEpochSecond(random.nextInt(20))));
                continue;
            }
            history.add(incoming(
                    foreign(key, payload(own), Change.NO_POSITION), Instant.ofEpochSecond(random.nextInt(20))));
        }
    }

    private Incoming incoming(Change change, Instant stamp) {
        return new Incoming(change, Device.content(change), stamped ? stamp : null);
    }

    /** Also what is written here. */
    private @Nullable String payload(List<Mutation> own) {
        int kind = random.nextInt(6);
        if (kind == 0 || (kind == 1 && own.isEmpty())) {
            return null;
        }
        Mutation same = kind == 1 ? own.get(random.nextInt(own.size())) : null;
        if (same != null) {
            return same.kind().equals(Mutation.DELETE) ? null : same.payload();
        }
        return kind == 2 ? "b" : "f" + kind;
    }

    /** A server may be sent the last one of a key alone. */
    private void accepted(List<Mutation> taken, List<Outcome> to) {
        boolean each = random.nextBoolean();
        for (int i = each ? 0 : Math.max(0, taken.size() - 1); i < taken.size(); i++) {
            UUID id = taken.get(i).id();
            to.add(random.nextInt(4) == 0 ? new Outcome.Duplicate(id) : new Outcome.Accepted(id, Change.NO_POSITION));
        }
    }

    // ---- who hears of it

    Device device(ConflictPolicy policy) {
        Capabilities can = switch (order) {
            case SEQUENCE -> Capabilities.sequence("test", SERVER).build();
            case ARRIVAL -> Capabilities.arrival("test", SERVER).build();
            case KEYS -> Capabilities.keys("test", SERVER).build();
            case CLOCKS -> throw new IllegalArgumentException("the storage merges cells itself");
        };
        Device device = new Device(can, Verdicts.of(policy), holdsAged);
        before.forEach(device::confirm);
        recorded.forEach(device::record);
        return device;
    }

    /** Whether a page that was told once is refused as a whole. */
    boolean refusesRepeats() {
        return placed;
    }

    /** The app sees what the server has told with what is pending on top, and no mutation has vanished. */
    void check(Device device, String label) {
        device.checkNoneVanished();
        Map<Key, String> told = device.confirmed();
        if (order != Order.KEYS) {
            history.stream()
                    .filter(incoming -> incoming.unreadable() == null)
                    .forEach(incoming -> told.put(Key.of(incoming.change()), Device.content(incoming.change())));
        }
        assertEquals(device.shown(told), device.shown(), () -> label + " of " + this);
    }

    @Override
    public String toString() {
        return "recorded " + recorded + ", before " + before + ", history " + history + ", first " + first + ", echoed "
                + echoed;
    }
}
