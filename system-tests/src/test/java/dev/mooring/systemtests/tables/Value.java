package dev.mooring.systemtests.tables;

import java.util.function.Predicate;

/** The kinds of values that must survive, as SQL text and as they are recognised in a {@linkplain Dump dump}. */
enum Value {
    NULL("null"::equals, "NULL"),
    SMALL_INTEGER(cell -> cell.matches("integer:-?\\d{1,3}"), "0", "1", "2", "-7", "42"),
    BEYOND_DOUBLE("integer:9007199254740993"::equals, "9007199254740993"),
    LONG_MIN(("integer:" + Long.MIN_VALUE)::equals, "-9223372036854775808"),
    LONG_MAX(("integer:" + Long.MAX_VALUE)::equals, "9223372036854775807"),
    FRACTION(real(0.1), "0.1", "-2.5"),
    WHOLE_REAL(real(1.0), "1.0"),
    HUGE_REAL(real(1e300), "1e300"),
    INFINITY(real(Double.POSITIVE_INFINITY).or(real(Double.NEGATIVE_INFINITY)), "9e999", "-9e999"),
    /** SQLite stores it as 0.0; that it does is the test's business only in so far as both devices agree. */
    NEGATIVE_ZERO(real(0.0).or(real(-0.0)), "-0.0"),
    DENORMAL(real(Double.MIN_VALUE), "5e-324", "2.5e-310"),
    TEXT(cell -> cell.matches("text:(6D696C6B|6272656164)"), "'milk'", "'bread'"),
    EMPTY_TEXT("text:"::equals, "''"),
    NUMBER_IN_TEXT(cell -> cell.matches("text:(3132|312E30)"), "'12'", "'1.0'"),
    QUOTES(text("it's \"x\" \\ `y`"), "'it''s \"x\" \\ `y`'"),
    EMOJI(text("😀é𝄞"), "'😀é𝄞'"),
    NUL_IN_TEXT("text:610062"::equals, "CAST(x'610062' AS TEXT)"),
    INVALID_UTF8(
            cell -> cell.equals("text:FF41") || cell.equals("text:EDA080"),
            "CAST(x'ff41' AS TEXT)",
            "CAST(x'eda080' AS TEXT)"),
    LONG_TEXT(cell -> cell.startsWith("text:") && cell.length() > 8000, "replace(hex(zeroblob(2500)), '0', 'é')"),
    JSON(text("{\"t\":\"AA==\"}"), "'{\"t\":\"AA==\"}'"),
    BLOB("blob:00FF0100"::equals, "x'00ff0100'"),
    EMPTY_BLOB("blob:"::equals, "x''");

    private final Predicate<String> seen;
    private final String[] literals;

    Value(Predicate<String> seen, String... literals) {
        this.seen = seen;
        this.literals = literals;
    }

    String literal(Chance chance) {
        return chance.pick(literals);
    }

    /** Whether a cell of a dump is of this kind. */
    boolean isIn(String cell) {
        return seen.test(cell);
    }

    /** Small ones and all the others in equal parts. */
    static String any(Chance chance) {
        Value value = chance.oneIn(2) ? chance.pick(NULL, SMALL_INTEGER, TEXT, FRACTION) : chance.pick(values());
        return value.literal(chance);
    }

    private static Predicate<String> real(double number) {
        return Dump.real(number)::equals;
    }

    private static Predicate<String> text(String text) {
        return Dump.text(text)::equals;
    }
}
