package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;

/** One device's command line, in process. */
final class Shell {
    private final List<String> options;

    Shell(Path file, String url, String... more) {
        options = new ArrayList<>(List.of("--db", file.toString(), "--server", url, "--user", "ada"));
        options.addAll(List.of(more));
    }

    Result run(String... command) {
        List<String> args = new ArrayList<>(options);
        args.addAll(List.of(command));
        return runBare(args);
    }

    /** Runs SQL on the tables; it has to succeed. */
    void sql(String sql) {
        run("sql", sql).ended(0);
    }

    /** Watches until the thread is interrupted. */
    void watch(PrintStream out, String... more) {
        List<String> args = new ArrayList<>(options);
        args.addAll(List.of("watch", "--json"));
        args.addAll(List.of(more));
        int ended = Main.run(args, out, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        assertEquals(Exit.REFUSED, ended, "only an interrupt ends it");
    }

    static Result runBare(List<String> args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Main.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** As {@link #run} with {@code --json}; the command must print exactly one object. */
    Map<String, Object> json(int exit, String... command) {
        List<Map<String, Object>> objects = objects(exit, command);
        assertEquals(1, objects.size(), objects::toString);
        return objects.get(0);
    }

    List<Map<String, Object>> objects(int exit, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--json");
        Result result = run(all.toArray(String[]::new));
        assertEquals(exit, result.exit, result::toString);
        List<Map<String, Object>> objects = result.out.lines().map(Shell::parse).toList();
        for (Map<String, Object> object : objects) {
            assertEquals(command[0], object.get("command"));
        }
        return objects;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> parse(String line) {
        try {
            JsonReader reader = JsonReader.of(new Buffer().writeUtf8(line));
            Object value = reader.readJsonValue();
            assertEquals(JsonReader.Token.END_DOCUMENT, reader.peek());
            return whole((Map<String, Object>) value);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> whole(Map<String, Object> parsed) {
        Map<String, Object> copy = new LinkedHashMap<>(parsed);
        copy.replaceAll((key, value) -> value instanceof Double number
                ? (Object) number.longValue()
                : value instanceof Map<?, ?> map ? whole((Map<String, Object>) map) : value);
        return copy;
    }

    /** How a command ended. */
    record Result(int exit, String out, String err) {
        Result ended(int code) {
            assertEquals(code, exit, this::toString);
            return this;
        }

        Result printed(String part) {
            assertTrue(out.contains(part), this::toString);
            return this;
        }
    }
}
