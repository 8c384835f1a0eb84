package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.sql.Connection;
import java.util.Optional;

/** A server family, over both kinds of databases. */
enum Family {
    EVENT_LOG("event-log") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new EventLogWorld<>(databases);
        }

        @Override
        <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
            return Optional.of(new EventLogWorld<>(databases) {
                private final EventLogWorld<DB> second = new EventLogWorld<>(this, "u2");

                @Override
                public SimulatedWorld<DB> otherUser() {
                    return second;
                }
            });
        }
    },
    LEASES("leases") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new LeasedWorld<>(databases, seed);
        }

        /** Most of it is the event log's. */
        @Override
        int share(int seeds) {
            return Math.min(seeds, Math.max(4, seeds / 3));
        }
    },
    OP_LOG("op-log") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new OpLogWorld<>(databases);
        }

        @Override
        Schedule schedule(long seed) {
            return Schedule.of(seed).withReplacedHistories();
        }
    },
    ROW_SYNC("row-sync") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new RowSyncWorld<>(databases, seed % 11 == 10);
        }
    },
    ENTITY_SYNC("entity-sync") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new EntitySyncWorld<>(databases);
        }

        @Override
        <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
            return Optional.of(new EntitySyncWorld<>(databases) {
                private final EntitySyncWorld<DB> second = new EntitySyncWorld<>(this);

                @Override
                public SimulatedWorld<DB> otherUser() {
                    return second;
                }
            });
        }
    },
    CHANGESET("changeset") {
        @Override
        <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed) {
            return new ChangesetWorld<>(databases, ChangesetWorld.flavour(seed), seed);
        }

        @Override
        Databases<MemoryTables> inMemory(int devices) {
            return new CellDatabases(devices);
        }

        @Override
        Databases<Connection> onFiles(int devices) throws Exception {
            return new TableDatabases(new CellLayout(), devices);
        }

        /** Its merge is held by an oracle as well. The fourth seed is the first on files. */
        @Override
        int share(int seeds) {
            return Math.min(seeds, Math.max(4, seeds / 3));
        }
    };

    final String dialect;

    Family(String dialect) {
        this.dialect = dialect;
    }

    /** The seed says which of several servers it is, where a family has them. */
    abstract <DB> SimulatedWorld<DB> world(Databases<DB> databases, long seed);

    /** How many of so many seeds are played. */
    int share(int seeds) {
        return seeds;
    }

    Databases<MemoryTables> inMemory(int devices) {
        return new MemoryDatabases(devices);
    }

    Databases<Connection> onFiles(int devices) throws Exception {
        return new SqliteDatabases(devices);
    }

    Schedule schedule(long seed) {
        return Schedule.of(seed);
    }

    boolean violated(long seed, boolean onFiles) throws Exception {
        return played(schedule(seed), onFiles);
    }

    private boolean played(Schedule schedule, boolean onFiles) throws Exception {
        return onFiles
                ? Seeds.violated(devices -> world(onFiles(devices), schedule.seed()), schedule)
                : Seeds.violated(devices -> world(inMemory(devices), schedule.seed()), schedule);
    }

    boolean violatedInTrouble(long seed, boolean onFiles) throws Exception {
        return played(schedule(seed).withTrouble(), onFiles);
    }

    boolean violatedInRecovery(long seed, boolean onFiles) throws Exception {
        return played(schedule(seed).withTrouble().withRecovery(), onFiles);
    }

    /** Every second run in recovery as well, where a server that is built anew has the key of the old one. */
    boolean violatedByStrangers(long seed, boolean onFiles) throws Exception {
        Schedule troubled = schedule(seed).withTrouble();
        Schedule schedule = seed % 2 == 0 ? troubled.withRecovery().withStrangers() : troubled.withStrangers();
        return onFiles
                ? Seeds.violated(devices -> again(onFiles(devices), seed), schedule)
                : Seeds.violated(devices -> again(inMemory(devices), seed), schedule);
    }

    private <DB> SimulatedWorld<DB> again(Databases<DB> databases, long seed) {
        return this != OP_LOG
                ? world(databases, seed)
                : new OpLogWorld<>(databases) {
                    @Override
                    boolean keepsItsKey() {
                        return true;
                    }
                };
    }

    /** One that keeps a log, and one that keeps keys. */
    boolean hasTwoUsers() {
        return this == EVENT_LOG || this == ENTITY_SYNC;
    }

    /** Of a world with two users; empty where only one is simulated. */
    <DB> Optional<SimulatedWorld<DB>> twoUsers(Databases<DB> databases) {
        return Optional.empty();
    }

    boolean violatedByUsers(long seed, boolean onFiles) throws Exception {
        Schedule schedule = schedule(seed).withTrouble().withUsers();
        return onFiles
                ? Seeds.violated(devices -> twoUsers(onFiles(devices)).orElseThrow(), schedule)
                : Seeds.violated(devices -> twoUsers(inMemory(devices)).orElseThrow(), schedule);
    }

    /** As in recovery, and processes are stopped and wake; with two users in every second run where a world has two. */
    boolean violatedByStops(long seed, boolean onFiles) throws Exception {
        boolean users = seed % 2 == 0 && hasTwoUsers();
        Schedule troubled = schedule(seed).withTrouble().withStops();
        Schedule schedule = users ? troubled.withUsers() : troubled.withRecovery();
        return onFiles
                ? Seeds.violated(devices -> stopped(onFiles(devices), users, seed), schedule)
                : Seeds.violated(devices -> stopped(inMemory(devices), users, seed), schedule);
    }

    /** With channels; every third run in recovery, every third where processes are stopped. */
    boolean violatedByChannels(long seed, boolean onFiles) throws Exception {
        return played(channels(seed), onFiles);
    }

    private Schedule channels(long seed) {
        Schedule plain = schedule(seed);
        Schedule schedule = switch ((int) (seed % 3)) {
            case 0 -> plain;
            case 1 -> plain.withTrouble().withRecovery();
            default -> plain.withTrouble().withStops();
        };
        return schedule.withChannels();
    }

    /** As with channels, and some rows of entity-sync come and go by them alone. */
    boolean violatedWithPieces(long seed, boolean onFiles) throws Exception {
        Schedule schedule = channels(seed);
        return onFiles
                ? Seeds.violated(devices -> new EntitySyncWorld<>(new SqliteDatabases(devices), true), schedule)
                : Seeds.violated(devices -> new EntitySyncWorld<>(new MemoryDatabases(devices), true), schedule);
    }

    private <DB> SimulatedWorld<DB> stopped(Databases<DB> databases, boolean users, long seed) {
        return users ? twoUsers(databases).orElseThrow() : world(databases, seed);
    }
}
