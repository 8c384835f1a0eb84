package dev.mooring.examples.todo;

import java.util.List;

/** One thread of an app, with a connection of its own to the file in which somebody else syncs. */
interface Writer extends AutoCloseable {
    /** The row that all writers count up. */
    String SHARED = "shared";

    String INSERT = "INSERT INTO todo (id, title) VALUES (?, ?)";
    String UPDATE = "UPDATE todo SET title = ? WHERE id = ?";
    String DELETE = "DELETE FROM todo WHERE id = ?";
    String COUNT_UP = "UPDATE todo SET done = done + 1 WHERE id = ?";
    String COUNT = "SELECT done FROM todo WHERE id = ?";

    /**
     * One transaction: a new row, a rename of the one before it, the end of the one before that, and one more on the row that all share.
     *
     * @return what was changed, one text a row, as {@link #change} writes it
     */
    List<String> commit(String name, int round) throws Exception;

    /** The same, taken back. */
    void rollBack(String name, int round) throws Exception;

    /** One statement, in a transaction of its own, that finds everything as it should be. */
    void touch(String name) throws Exception;

    static String change(String kind, String key, Object value) {
        return kind + " " + key + " " + value;
    }

    /** What {@link #commit} has changed, if the shared row has counted up to there. */
    static List<String> changes(String name, int round, long count) {
        return List.of(
                change("insert", name + round, "new"),
                change("update", name + (round - 1), "old"),
                change("delete", name + (round - 2), ""),
                change("update", SHARED, count));
    }
}
