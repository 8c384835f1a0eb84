package dev.mooring.examples.desktop.server;

import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.ServerDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The stand-in of a changeset server with a list on it, and the same rule of the house: a trigger refuses titles that are too long. */
public final class CellHome implements AutoCloseable {
    private static final Instant FIRST = Instant.parse("2026-01-05T07:30:00Z");
    private static final String TABLE = "todo";

    private final String room;
    private final ChangesetServer server;
    private Runnable backup = () -> {};

    /**
     * A server with a list of a few to-dos, and a backup of that.
     *
     * @param room the database's name
     * @param schema its text
     */
    public CellHome(String room, String schema) {
        this.room = room;
        server = ChangesetServer.builder().schema("init", schema).build();
        write(List.of("Book the ferry to Vis", "Sharpen the kitchen knives", "Call Grace about Sunday"), 0);
        backup = server.backup();
        write(List.of("Return the library books", "Order seeds for the balcony"), 3);
    }

    /** It listens from now on. */
    public void start() {
        server.start();
    }

    /**
     * Where it listens.
     *
     * @return its base URL
     */
    public String url() {
        return server.url();
    }

    /** It is set up anew from the backup, and everybody has to connect again. */
    public void restore() {
        backup.run();
        server.channels().cut();
    }

    /** Its database is made anew, with another list. */
    public void beginAnew() {
        server.reset(room);
        write(List.of("Paint the balcony", "Find a plumber"), 10);
        server.channels().cut();
    }

    /**
     * Somebody writes to-dos.
     *
     * @param count how many
     */
    public void work(int count) {
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            titles.add("Box " + (i + 1));
        }
        write(titles, 100);
    }

    private void write(List<String> titles, int first) {
        ServerDatabase database = server.database(room);
        database.refuseNothing();
        database.refuse(
                TABLE, row -> String.valueOf(row.get("title")).length() > HouseRule.LONGEST_TITLE, HouseRule.WORDS);
        database.write(write -> {
            for (int i = 0; i < titles.size(); i++) {
                String id = new UUID(0x6d6f_6f72_0000_4000L, 0x8000_0000_0000_0000L + first + i).toString();
                String at = FIRST.plusSeconds(first + i).toString();
                write.put(TABLE, List.of(id), Map.of("title", titles.get(i), "done", 0L, "added_at", at));
            }
        });
    }

    @Override
    public void close() {
        server.channels().cut();
        server.close();
    }
}
