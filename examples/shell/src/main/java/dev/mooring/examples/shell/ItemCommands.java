package dev.mooring.examples.shell;

import dev.mooring.sync.Mutation;
import java.io.IOException;
import java.sql.SQLException;

/** Writing and reading values; not with {@code --tables}. None of these touches the network. */
final class ItemCommands {
    private ItemCommands() {}

    static int put(Session session, String collection, String key, String kind, String json, Output out)
            throws SQLException {
        return write(session, Mutation.of(collection, key, kind, json), "put", out);
    }

    /**
     * Records a deletion.
     *
     * @param wholeRow whether the deletion has to carry the row
     */
    static int remove(Session session, String collection, String key, boolean wholeRow, Output out)
            throws SQLException {
        Items.Item item = wholeRow ? Items.get(session.reader(), collection, key) : null;
        String row = item == null ? "null" : item.payload();
        return write(session, Mutation.of(collection, key, Mutation.DELETE, row), "rm", out);
    }

    private static int write(Session session, Mutation mutation, String command, Output out) throws SQLException {
        Mutation recorded = session.client().writeReturning((db, outbox) -> {
            Mutation added = outbox.add(mutation);
            Items.write(db, added);
            return added;
        });
        long pending = session.client().status().pending();
        out.line(
                "queued " + recorded.id() + ", pending " + pending,
                Lines.json(command, recorded).with("pending", pending));
        return Exit.DONE;
    }

    static int get(Session session, String collection, String key, Output out) throws SQLException {
        Items.Item item = Items.get(session.reader(), collection, key);
        Json json = Json.of("get")
                .with("collection", collection)
                .with("key", key)
                .with("found", item != null)
                .with("kind", item == null ? null : item.kind())
                .with("payload", item == null ? null : item.payload());
        out.line(item == null ? "not found" : Terminal.piece(item.payload()), json);
        return Exit.DONE;
    }

    static int list(Session session, String collection, Output out) throws SQLException {
        for (Items.Item item : Items.list(session.reader(), collection)) {
            out.line(
                    Terminal.piece(item.key()) + "  " + Terminal.piece(item.payload()),
                    Json.of("list")
                            .with("collection", item.collection())
                            .with("key", item.key())
                            .with("kind", item.kind())
                            .with("payload", item.payload()));
        }
        return Exit.DONE;
    }

    /** A dash stands for the standard input, as a command line holds no large text. */
    static String textOf(String operand) throws IOException {
        if (!operand.equals("-")) {
            return operand;
        }
        String text = Utf8.text(System.in.readAllBytes());
        String fault = Utf8.fault(text);
        if (fault != null) {
            throw new RefusedException("the standard input " + fault + "; nothing was done");
        }
        return text;
    }
}
