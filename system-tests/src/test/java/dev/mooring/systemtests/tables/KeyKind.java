package dev.mooring.systemtests.tables;

import java.util.List;

/** What the key of a table is made of, with a small pool of values, so that statements meet each other's rows. */
enum KeyKind {
    /** An alias of the rowid, unless the table has none. NULL has one chosen. */
    ROWID(
            List.of(new Part(
                    "id",
                    "INTEGER",
                    List.of("1", "2", "3", "4", "5", "6", "7", "8", "NULL"),
                    List.of("-1", "0", "9007199254740993", "-9223372036854775808", "1000000"))),
            "id = id + 10",
            "id = id + 1",
            "id = 100 - id % 100"),
    TEXT(
            List.of(new Part(
                    "id",
                    "TEXT",
                    List.of("'a'", "'b'", "'c'", "'d'", "'A'", "'1'"),
                    List.of(
                            "''",
                            "'~a'",
                            "'~ta'",
                            "'01'",
                            "5",
                            "'é😀'",
                            "'it''s'",
                            "'[\"a\"]'",
                            "'a b/c%?'",
                            "CAST(x'6100' AS TEXT)",
                            "CAST(x'ff41' AS TEXT)",
                            "x'61'",
                            "x''",
                            "NULL"))),
            "id = id || 'x'",
            "id = upper(id)",
            "id = lower(id)",
            "id = CAST(id AS BLOB)"),
    NOCASE(
            List.of(new Part(
                    "id",
                    "TEXT COLLATE NOCASE",
                    List.of("'a'", "'b'", "'c'", "'A'", "'B'", "'C'", "'dd'", "'Dd'"),
                    List.of("'É'", "'é'", "x'61'", "''"))),
            "id = id || 'x'",
            "id = upper(id)",
            "id = lower(id)"),
    UNTYPED(
            List.of(new Part(
                    "id",
                    "",
                    List.of("1", "2", "3", "'1'", "'2'", "'a'", "'b'"),
                    List.of(
                            "1.0",
                            "2.0",
                            "1.5",
                            "0",
                            "9e999",
                            "-9e999",
                            "5e-324",
                            "x'31'",
                            "x''",
                            "''",
                            "9007199254740993",
                            "9007199254740992.0",
                            "9223372036854775807",
                            "'~i1'",
                            "CAST(x'ff41' AS TEXT)"))),
            "id = CAST(id AS TEXT)",
            "id = CAST(id AS REAL) + 0.0",
            "id = id || 'x'"),
    NUMERIC(
            List.of(new Part(
                    "id",
                    "NUMERIC",
                    List.of("1", "2", "3", "4", "'5'", "1.5"),
                    List.of("0.1", "1e300", "-9e999", "'x'", "x'32'", "9223372036854775807", "9007199254740993"))),
            "id = id + 1",
            "id = id * 2.5"),
    /** No primary key: a column that is unique. */
    UNIQUE_ONLY(
            List.of(new Part("id", "TEXT NOT NULL", List.of("'a'", "'b'", "'c'", "'d'", "'e'"), List.of("''", "'😀'"))),
            "id = id || 'x'"),
    COMPOSITE(
            List.of(
                    new Part("a", "TEXT", List.of("'a'", "'b'", "'c'"), List.of("''", "'[]'", "'A'", "x'61'")),
                    new Part("b", "", List.of("1", "2", "'1'"), List.of("'a'", "1.0", "2.5", "x'01'", "''", "NULL"))),
            "b = b || 'x'",
            "b = CAST(b AS REAL) + 0.0",
            "a = a || 'x'",
            "a = b, b = a");

    private final List<Part> parts;
    private final String[] changes;

    KeyKind(List<Part> parts, String... changes) {
        this.parts = parts;
        this.changes = changes;
    }

    /** A column of a key. */
    record Part(String name, String type, List<String> often, List<String> seldom) {
        String literal(Chance chance) {
            return chance.pick(chance.oneIn(6) ? seldom : often);
        }
    }

    List<Part> parts() {
        return parts;
    }

    List<String> names() {
        return parts.stream().map(Part::name).toList();
    }

    /** What comes behind SET, for the keys of many rows. */
    String change(Chance chance) {
        return chance.pick(changes);
    }
}
