package dev.mooring.examples.shell;

import dev.mooring.sync.Mutation;
import java.io.IOException;
import java.sql.SQLException;

/** Writing and reading values; not with {@code --tables}. None of these touches the network. */
final class ItemCommands {
    private ItemCommands() {}

    private static void refuseTables(Arguments args) {
        if (args.option("tables") != null) {
            throw new UsageException(args.words().get(0) + " is for items; with --tables there is sql instead");
        }
    }

    static int put(Session session, Arguments args, Output out) throws SQLException, IOException {
        refuseTables(args);
        if (args.option("kind") != null && !Dialects.carriesKinds(args)) {
            throw new UsageException(
                    "--kind is nothing that servers of this dialect keep, so nobody else would see it");
        }
        String json = textOf(args.operand(3));
        return write(
                session,
                Mutation.of(args.operand(1), args.operand(2), args.option("kind", Dialects.PUT), json),
                "put",
                out);
    }

    static int remove(Session session, Arguments args, Output out) throws SQLException {
        refuseTables(args);
        Items.Item item =
                Dialects.deletesWholeRows(args) ? Items.get(session.reader(), args.operand(1), args.operand(2)) : null;
        String row = item == null ? "null" : item.payload();
        return write(session, Mutation.of(args.operand(1), args.operand(2), Mutation.DELETE, row), "rm", out);
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

    static int get(Session session, Arguments args, Output out) throws SQLException {
        refuseTables(args);
        Items.Item item = Items.get(session.reader(), args.operand(1), args.operand(2));
        Json json = Json.of("get")
                .with("collection", args.operand(1))
                .with("key", args.operand(2))
                .with("found", item != null)
                .with("kind", item == null ? null : item.kind())
                .with("payload", item == null ? null : item.payload());
        out.line(item == null ? "not found" : Terminal.piece(item.payload()), json);
        return Exit.DONE;
    }

    static int list(Session session, Arguments args, Output out) throws SQLException {
        refuseTables(args);
        for (Items.Item item : Items.list(session.reader(), args.operand(1))) {
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
