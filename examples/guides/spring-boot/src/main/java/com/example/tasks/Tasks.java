package com.example.tasks;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A service as ever. What its transactions commit is sent. */
@Service
class Tasks {
    record Task(String id, String title, boolean done) {}

    private final JdbcTemplate sql;

    Tasks(JdbcTemplate sql) {
        this.sql = sql;
    }

    List<Task> all() {
        return sql.query(
                "SELECT * FROM task ORDER BY title",
                (row, number) -> new Task(row.getString("id"), row.getString("title"), row.getBoolean("done")));
    }

    @Transactional
    String add(String title) {
        if (title.isBlank()) {
            throw new IllegalArgumentException("a task has a title");
        }
        String id = UUID.randomUUID().toString(); // No other device chooses it.
        sql.update("INSERT INTO task (id, title) VALUES (?, ?)", id, title);
        return id;
    }

    /** Both or neither: if the second title is blank, the first one stays as it was. */
    @Transactional
    void split(String id, String one, String other) {
        sql.update("UPDATE task SET title = ? WHERE id = ?", one, id);
        add(other);
    }
}
