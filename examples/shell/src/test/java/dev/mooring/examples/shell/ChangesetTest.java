package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.changeset.ChangesetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of SQL over a stand-in for a changeset server, whose schema file is the one of {@code --tables}. */
class ChangesetTest {
    private static final String SQL = """
        CREATE TABLE note (id TEXT PRIMARY KEY NOT NULL, title TEXT, colour TEXT);
        SELECT crsql_as_crr('note');
        CREATE TABLE draft (id INTEGER PRIMARY KEY, words TEXT);
        """;

    @TempDir
    Path folder;

    private final ChangesetServer server =
            ChangesetServer.builder().schema("init", SQL).build().start();

    @BeforeEach
    void describe() throws IOException {
        Files.writeString(folder.resolve("schema.sql"), SQL);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name, String... more) {
        String[] options = {"--dialect", "changeset", "--room", "notes.sqlite3", "--tables", folder + "/schema.sql"};
        String[] all = new String[options.length + more.length];
        System.arraycopy(options, 0, all, 0, options.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return new Shell(folder.resolve(name + ".db"), server.url(), all);
    }

    @Test
    void editsOfTwoColumnsOfARowBothStay() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("INSERT INTO note VALUES ('a', 'milk', 'red'), ('b', 'bread', 'blue')");
        assertEquals(2L, phone.json(0, "sync").get("pushed"));
        laptop.run("sync").ended(0);
        laptop.run("sql", "SELECT * FROM note ORDER BY id").ended(0).printed("a|milk|red\nb|bread|blue");

        phone.sql("UPDATE note SET title = 'oat milk' WHERE id = 'a'; DELETE FROM note WHERE id = 'b'");
        laptop.sql("UPDATE note SET colour = 'green' WHERE id = 'a'");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        for (Shell device : new Shell[] {phone, laptop}) {
            device.run("sql", "SELECT * FROM note ORDER BY id").ended(0).printed("a|oat milk|green");
            assertEquals(0L, device.json(0, "status").get("pending"));
        }
    }

    @Test
    void aTableThatIsNotKeptCellByCellStaysHere() {
        Shell phone = device("phone");
        phone.sql("INSERT INTO draft VALUES (1, 'not yet')");
        assertEquals(0L, phone.json(0, "sync").get("pushed"));
    }

    @Test
    void aServerThatWasRebuiltIsNamedAndNothingIsLost() {
        Shell phone = device("phone");
        phone.sql("INSERT INTO note VALUES ('a', 'milk', 'red')");
        phone.run("sync").ended(0);
        phone.sql("INSERT INTO note VALUES ('b', 'bread', 'blue')");
        server.reset("notes.sqlite3");
        Map<String, Object> report = phone.json(Exit.REFUSED, "sync");
        assertEquals("unsafe", report.get("outcome"), report::toString);
        phone.run("sql", "SELECT id FROM note ORDER BY id").ended(0).printed("a\nb");
    }

    @Test
    void whatDoesNotFitIsSaidBeforeAnythingIsSent() {
        Shell other = device("phone", "--schema-version", "7");
        Map<String, Object> report = other.json(Exit.REFUSED, "sync");
        assertEquals("unsafe", report.get("outcome"), report::toString);
        device("laptop", "--policy", "rebase").run("sync").ended(Exit.USAGE);
        device("laptop", "--room", "a/b").run("sync").ended(Exit.USAGE);
    }
}
