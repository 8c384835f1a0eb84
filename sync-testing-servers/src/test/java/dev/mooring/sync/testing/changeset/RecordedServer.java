package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One recording, and a server that is as the live one must have been before it. */
final class RecordedServer {
    static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/changeset");

    private static final long VERSION = 8284700559097709297L;
    private static final Pattern SITE =
            Pattern.compile("\"siteId\" ?: ?\\\\?\"([0-9a-f]{32})\\\\?\"|siteId\\\\\":\\\\\"([0-9a-f]{32})");

    /** The live server's other tables are not shown by any recording but for their number. */
    private static final String SCHEMA =
            "CREATE TABLE customer (id INTEGER PRIMARY KEY NOT NULL, display_id TEXT, fullname TEXT, email TEXT, phone TEXT,\n"
                    + "    deposit REAL, updated_at INTEGER DEFAULT 0);\n";

    final String name;
    final Object json;
    final ChangesetServer server;

    RecordedServer(Path file) throws IOException {
        name = file.getFileName().toString();
        String text = Files.readString(file);
        json = JsonReader.read(text);
        Queue<Bytes> sites = sites(text);
        StringBuilder schema = new StringBuilder(SCHEMA);
        for (int i = 2; i <= 15; i++) {
            schema.append("CREATE TABLE t").append(i).append(" (id INTEGER PRIMARY KEY NOT NULL);\n");
        }
        server = ChangesetServer.builder()
                .schema("init", VERSION, schema.toString())
                .sites(() -> sites.isEmpty() ? Bytes.of(new byte[16]) : sites.remove())
                .build();
    }

    static List<RecordedServer> all() throws IOException {
        List<RecordedServer> all = new ArrayList<>();
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                all.add(new RecordedServer(file));
            }
        }
        return all;
    }

    boolean is(int number) {
        return name.startsWith(String.format("%02d-", number));
    }

    List<?> frames() {
        return ScriptValue.get(json, "frames") instanceof List<?> list ? list : List.of();
    }

    /** The ids of its databases, in the order in which they show: frames of changes tell them too. */
    private Queue<Bytes> sites(String text) {
        List<Bytes> sites = new ArrayList<>();
        Matcher matcher = SITE.matcher(text);
        while (matcher.find()) {
            Bytes site = Bytes.ofHex(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            if (!sites.contains(site)) {
                sites.add(site);
            }
        }
        Matcher health = Pattern.compile("Primary site_id: ([0-9a-f]{32})").matcher(text);
        if (health.find()) {
            sites.add(Bytes.ofHex(health.group(1)));
        }
        for (Object frame : frames()) {
            if (sites.isEmpty()
                    && "server".equals(ScriptValue.get(frame, "dir"))
                    && ScriptValue.get(frame, "hex") instanceof String hex
                    && Codec.read(HexFormat.of().parseHex(hex)) instanceof Message.Changes changes) {
                sites.add(changes.sender());
            }
        }
        return new ArrayDeque<>(sites);
    }
}
