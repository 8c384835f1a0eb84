package dev.mooring.examples.shell;

import dev.mooring.sync.inspector.Inspector;
import dev.mooring.sync.inspector.InspectorBuilder;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/**
 * The command {@code inspect}: a page over the file, until the thread is interrupted or the process ends.
 *
 * @param port 0 for any
 * @param sync whether the client syncs meanwhile
 * @param payloads whether payloads may be shown
 * @param buttons whether the page may change anything
 */
record Inspecting(int port, boolean sync, boolean payloads, boolean buttons) {
    int run(Session session, Output out) throws SQLException {
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port must be a number from 0 to 65535, not " + port);
        }
        InspectorBuilder builder = Inspector.of(session.client()).port(port);
        if (!payloads) {
            builder.withoutPayloads();
        }
        if (!buttons) {
            builder.withoutButtons();
        }
        try (Inspector inspector = builder.start()) {
            if (sync) {
                session.client().start();
            }
            out.line(
                    "open " + inspector.url() + " in a browser on this machine; Ctrl-C ends it",
                    Json.of("inspect").with("url", inspector.url()));
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            return Exit.DONE;
        } catch (UncheckedIOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
        return Exit.DONE;
    }
}
