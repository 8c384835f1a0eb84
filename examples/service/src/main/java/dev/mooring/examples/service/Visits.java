package dev.mooring.examples.service;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * What the service knows of visits: plain Jdbi. Nothing here knows that the tables sync. A transaction that is rolled back sends nothing, and one
 * that commits is sent, whichever connection of the pool it ran on.
 */
public final class Visits {
    private final Jdbi jdbi;

    Visits(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A visit to a customer.
     *
     * @param id of the visit
     * @param customer who is visited
     * @param note what the technician wrote
     * @param done whether it is over
     * @param parts how many parts were used up
     */
    public record Visit(String id, String customer, String note, boolean done, long parts) {}

    /** All visits, by customer. */
    public List<Visit> all() {
        return jdbi.withHandle(sql -> sql.createQuery("SELECT visit.*, (SELECT coalesce(sum(quantity), 0) FROM part"
                        + " WHERE visit_id = visit.id) AS parts FROM visit ORDER BY customer, id")
                .map((row, context) -> new Visit(
                        row.getString("id"),
                        row.getString("customer"),
                        row.getString("note"),
                        row.getBoolean("done"),
                        row.getLong("parts")))
                .list());
    }

    /** Adds a visit and returns its id, which no other device chooses. */
    public String add(String customer, String note) {
        String id = UUID.randomUUID().toString();
        jdbi.useHandle(
                sql -> sql.execute("INSERT INTO visit (id, customer, note) VALUES (?, ?, ?)", id, customer, note));
        return id;
    }

    /**
     * Uses parts up and closes the visit: both or neither.
     *
     * @return whether there is such a visit
     */
    public boolean close(String visit, String part, int quantity) {
        return jdbi.inTransaction(sql -> {
            boolean there = sql.execute("UPDATE visit SET done = 1 WHERE id = ?", visit) > 0;
            if (there) {
                sql.execute(
                        "INSERT INTO part (id, visit_id, name, quantity) VALUES (?, ?, ?, ?)",
                        UUID.randomUUID().toString(),
                        visit,
                        part,
                        quantity);
            }
            return there;
        });
    }

    /** Writes another note; returns whether there is such a visit. */
    public boolean note(String visit, String note) {
        return jdbi.withHandle(sql -> sql.execute("UPDATE visit SET note = ? WHERE id = ?", note, visit)) > 0;
    }

    /** Deletes a visit with its parts; returns whether there was one. */
    public boolean delete(String visit) {
        return jdbi.withHandle(sql -> sql.execute("DELETE FROM visit WHERE id = ?", visit)) > 0;
    }
}
