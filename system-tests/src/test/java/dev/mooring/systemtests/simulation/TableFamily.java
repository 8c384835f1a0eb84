package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import java.sql.Connection;

/** A server family under synced tables on files: the app writes plain SQL. The changeset family is always that, see {@link Family}. */
enum TableFamily {
    EVENT_LOG("tables-event-log") {
        @Override
        SimulatedWorld<Connection> world(int devices) throws Exception {
            return new EventLogWorld<>(new TableDatabases(new LogLayout(), devices)) {
                @Override
                public Mutation mutation(String key, String label, boolean delete) {
                    return LogLayout.mutation(key, label, delete);
                }

                @Override
                public String label(String payload) {
                    return LogLayout.label(payload);
                }

                @Override
                public String after(String row, String payload) {
                    return LogLayout.after(row, payload);
                }
            };
        }
    },
    OP_LOG("tables-op-log") {
        @Override
        SimulatedWorld<Connection> world(int devices) throws Exception {
            return new OpLogWorld<>(new TableDatabases(new LogLayout(), devices)) {
                @Override
                public Mutation mutation(String key, String label, boolean delete) {
                    return LogLayout.mutation(key, label, delete);
                }

                @Override
                public String label(String payload) {
                    return LogLayout.label(payload);
                }

                @Override
                public String after(String row, String payload) {
                    return LogLayout.after(row, payload);
                }

                @Override
                String serverPayload(String key, String label) {
                    return LogLayout.payload(key, label);
                }
            };
        }
    },
    ROW_SYNC("tables-row-sync") {
        @Override
        SimulatedWorld<Connection> world(int devices) throws Exception {
            return new RowSyncWorld<>(new TableDatabases(RowSyncWorld.layout(), devices));
        }
    },
    ENTITY_SYNC("tables-entity-sync") {
        @Override
        SimulatedWorld<Connection> world(int devices) throws Exception {
            return new EntitySyncWorld<>(new TableDatabases(EntitySyncWorld.layout(), devices));
        }
    };

    final String dialect;

    TableFamily(String dialect) {
        this.dialect = dialect;
    }

    abstract SimulatedWorld<Connection> world(int devices) throws Exception;

    /** Whether this seed broke an invariant. */
    boolean violated(Schedule schedule) throws Exception {
        return Seeds.violated(this::world, schedule);
    }
}
