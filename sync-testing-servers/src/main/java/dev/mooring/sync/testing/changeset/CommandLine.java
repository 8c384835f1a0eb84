package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.process.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/** The server as a process. It looks at a file that was written after 100 ms, as the live one does. */
final class CommandLine {
    static final List<String> OPTIONS = List.of("--port N", "--flavour fork|old-fork|npm", "--schema FILE", "--name S");

    private static final String TODO =
            "CREATE TABLE todo (id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0);\n";
    private static final Map<String, Flavour> FLAVOURS =
            Map.of("fork", Flavour.FORK, "old-fork", Flavour.OLD_FORK, "npm", Flavour.NPM);

    /** Milliseconds. */
    private static final long LOOKS_AFTER = 100;

    private CommandLine() {}

    static ChangesetServer server(Options given) {
        Timer timer = new Timer("stand-in poll", true);
        String file = given.text("--schema", "");
        return ChangesetServer.builder()
                .flavour(FLAVOURS.getOrDefault(given.text("--flavour", "fork"), Flavour.FORK))
                .schema(given.text("--name", "init"), file.isEmpty() ? TODO : read(file))
                .later(look -> timer.schedule(task(look), LOOKS_AFTER))
                .build();
    }

    private static TimerTask task(Runnable look) {
        return new TimerTask() {
            @Override
            public void run() {
                look.run();
            }
        };
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the schema " + file + " cannot be read", e);
        }
    }
}
