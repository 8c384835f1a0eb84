package dev.mooring.examples.desktop.model;

import dev.mooring.examples.desktop.server.HomeServer;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.sql.Connection;
import java.util.Locale;

/** The family of the server, and what an app says differently for it. */
public enum Family {
    /** A log of row changes. Of two edits of one to-do the first at the server stands, and the user decides about the other. */
    EVENT_LOG(RowFormat.CHANGES) {
        @Override
        Dialect dialect(String device) {
            return EventLogDialect.builder(HomeServer.USER)
                    .device(device)
                    .promises(device) // A real app names each installation by a random id.
                    .live()
                    .build();
        }

        /** Without a log of what was confirmed, so a restored server is never taken over before the user has been asked. */
        @Override
        SyncClientBuilder<Connection> client(SqliteStorage<Connection> storage, Transport transport) {
            return SyncClient.builder(storage, transport, storage.handler(new Notes()))
                    .conflicts(ConflictPolicy.decide(Family::decide))
                    .keepLog(false);
        }
    },
    /** Cells with clocks: the title by one and the tick by another both stay, and nobody is asked. */
    CHANGESET(RowFormat.CELLS) {
        @Override
        Dialect dialect(String device) {
            return ChangesetDialect.builder(ROOM)
                    .schema("init", TodoTable.SCHEMA)
                    .build();
        }

        /** Without a policy: clocks decide. */
        @Override
        SyncClientBuilder<Connection> client(SqliteStorage<Connection> storage, Transport transport) {
            return SyncClient.builder(storage, transport);
        }
    };

    /** The database's file at a changeset server. */
    public static final String ROOM = "todos.sqlite3";

    final RowFormat format;

    Family(RowFormat format) {
        this.format = format;
    }

    /**
     * The family of that name.
     *
     * @param name as the documents spell it; the log where it is empty
     * @return the family
     * @throws IllegalArgumentException if there is none
     */
    public static Family of(String name) {
        return name.isEmpty() ? EVENT_LOG : valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    abstract Dialect dialect(String device);

    abstract SyncClientBuilder<Connection> client(SqliteStorage<Connection> storage, Transport transport);

    private static Resolution decide(Conflict conflict) {
        return conflict.mutation().key().equals(conflict.change().key()) ? Resolution.SUPERSEDE : Resolution.RESEND;
    }
}
