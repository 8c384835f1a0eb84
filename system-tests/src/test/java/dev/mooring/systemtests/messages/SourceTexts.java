package dev.mooring.systemtests.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sentences in the sources of the modules that ship: string literals of four words and more, put together where only a plus is
 * between them. Left out are comments, SQL, statements of the log, and what a caller's mistake throws ({@code IllegalArgument} and
 * {@code IllegalState}), as programmers read these; and some files whole, see {@code FILES}.
 */
final class SourceTexts {
    private static final List<String> MODULES = List.of(
            "sync-core",
            "sync-sqlite",
            "sync-storage-sqlite",
            "sync-storage-android",
            "sync-transport-okhttp",
            "sync-inspector");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+)\"");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern NOT_HERE =
            Pattern.compile("(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"|'(?:[^'\\\\]|\\\\.[0-9a-fu]*)'");
    private static final Pattern PROGRAMMERS = Pattern.compile(
            "\\bLOG\\b|\\bPOLICY\\b|Illegal(Argument|State)Exception|requireNonNull"
                    + "|UnsupportedOperation|SQLFeatureNot|AssertionError|statement\\(|SuppressWarnings|Pattern\\.compile");

    /** Words of others that are looked for, and what is logged by way of a method. */
    private static final Set<String> NOT_SHOWN = Set.of(
            "Use JsonReader.setLenient(true) to accept malformed",
            "No values to set",
            "No new data to sync",
            "a key has very many unsettled mutations; it is read first",
            "a connection could not be closed",
            "a connection could not be given back as it was",
            "a failed statement could not be closed",
            "a statement could not be closed",
            "a statement that the app left open could not be closed",
            "end the hints of",
            "the write-ahead log could not be begun anew");

    /** What these files have to say goes to the log, to SQLite, or to whoever builds the app. */
    private static final Pattern FILES =
            Pattern.compile("(Guard|Guarded(Connection|Prepared|Statement|Scheduler).*|.*Builder|Checks|Catalog"
                    + "|SchemaChange|Client|Switching|Settings|Triggers|Heads|Attempt|FixedCredential|LogTable|RowTable|StagingTable"
                    + "|ScopeTable)\\.java");

    private static final Pattern SQL =
            Pattern.compile("\\b(SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM|ALTER|DROP|PRAGMA|VALUES|BEGIN"
                    + "|COMMIT|SAVEPOINT|TRIGGER|NULL|UNION|TEXT|INTEGER|AND|THEN|ROLLBACK|ON|COLLATE|OFFSET)\\b|coalesce|parked_at|schema_version|tombstone"
                    + "|typeof|\\+0\\.001");

    private SourceTexts() {}

    /** All of them, each with its file before it. */
    static Set<String> all() throws IOException {
        Set<String> texts = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files =
                    Files.walk(MessagePage.root().resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(SourceTexts::speaks).toList()) {
                    for (String text : of(Files.readString(file))) {
                        texts.add(file.getFileName() + ": " + text);
                    }
                }
            }
        }
        return texts;
    }

    private static boolean speaks(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !FILES.matcher(name).matches();
    }

    /** Those of one source. */
    static List<String> of(String source) {
        List<String> texts = new ArrayList<>();
        for (String statement :
                statements(NOT_HERE.matcher(withoutLineComments(source)).replaceAll("0"))) {
            String code = LITERAL.matcher(statement).replaceAll("\"\"");
            if (PROGRAMMERS.matcher(code).find()) {
                continue;
            }
            Matcher literal = LITERAL.matcher(JOINED.matcher(statement).replaceAll(""));
            while (literal.find()) {
                String text = literal.group(1).replace("\\\"", "\"").trim();
                if (text.split("\\s+", -1).length >= 4 && !SQL.matcher(text).find() && !NOT_SHOWN.contains(text)) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private static String withoutLineComments(String source) {
        StringBuilder left = new StringBuilder();
        for (String line : source.split("\n", -1)) {
            int at = line.indexOf("//");
            boolean inLiteral = at >= 0
                    && line.substring(0, at).chars().filter(c -> c == '"').count() % 2 == 1;
            left.append(at < 0 || inLiteral ? line : line.substring(0, at)).append('\n');
        }
        return left.toString();
    }

    /** Cut at semicolons and braces that are in no literal. */
    private static List<String> statements(String source) {
        List<String> statements = new ArrayList<>();
        boolean inLiteral = false;
        int from = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (inLiteral && c == '\\') {
                i++;
            } else if (c == '"') {
                inLiteral = !inLiteral;
            } else if (!inLiteral && (c == ';' || c == '{' || c == '}')) {
                statements.add(source.substring(from, i));
                from = i + 1;
            }
        }
        return statements;
    }
}
