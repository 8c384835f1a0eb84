package dev.mooring.sync.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written comes back exactly, and what was not written so is refused with its line. */
class ExportFileTest {
    private static final ServerIdentity IDENTITY = new ServerIdentity("https://server.example", "ann \"x\" 🚢");
    private static final String HEADER =
            "{\"mooring\":\"export\",\"v\":1,\"server\":\"https://server.example\",\"user\":\"ann\"}\n";
    private static final String LINE =
            "{\"id\":\"01900000-0000-7001-8000-000000000001\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"set\",\"payload\":\"{}\",\"schemaVersion\":1,\"createdAt\":\"2026-03-04T05:06:07.123Z\",\"state\":\"PENDING\"}\n";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("export.jsonl");
    }

    private void write(List<Exported> lines) {
        try (ExportFile.Writer writer = ExportFile.write(file(), IDENTITY)) {
            lines.forEach(writer::add);
            assertEquals(lines.size(), writer.count());
            writer.commit();
        }
    }

    private List<Exported> read() {
        List<Exported> lines = new ArrayList<>();
        try (ExportFile.Lines in = ExportFile.read(file())) {
            for (Exported each = in.next(); each != null; each = in.next()) {
                lines.add(each);
            }
            assertNull(in.next());
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsExportedIsReadAsItWas(long seed) {
        Random random = new Random(seed);
        List<Exported> lines = new ArrayList<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            lines.add(exported(random));
        }
        write(lines);
        assertEquals(lines, read(), "seed " + seed);
    }

    private static Exported exported(Random random) {
        Mutation mutation = new Mutation(
                new UUID(random.nextLong(), random.nextLong()),
                text(random, 9),
                text(random, 9),
                text(random, 9),
                text(random, random.nextInt(50) == 0 ? 200_000 : 60),
                random.nextInt(),
                Instant.ofEpochSecond(
                        random.nextLong(-99_999_999_999L, 99_999_999_999L), random.nextInt(1_000_000_000)));
        MutationState state = switch (random.nextInt(4)) {
            case 0 -> MutationState.PENDING;
            case 1 -> MutationState.IN_FLIGHT;
            case 2 -> MutationState.SUPERSEDED;
            default -> MutationState.QUARANTINED;
        };
        boolean parked = state.compareTo(MutationState.ACKED) > 0;
        return parked
                ? new Exported(mutation, state, text(random, 20), Instant.ofEpochSecond(random.nextInt(), 5))
                : new Exported(mutation, state, "", null);
    }

    /** With halves of pairs, control characters, escapes and what JSON has a meaning for. */
    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            switch (random.nextInt(7)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/{}[],:\n\r\t\u2028\u007f".charAt(random.nextInt(14)));
                case 2 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                case 3 -> text.appendCodePoint(0x1F680 + random.nextInt(50));
                case 4 -> text.append((char) random.nextInt(0x10000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    @Test
    void whatWasConfirmedIsALineWithoutAnIdAndIsCountedApart() throws Exception {
        Change change = new Change(7, "c", "k", "put", "{\"a\":\"\ud800\"}", false, 3, "at", "o");
        try (ExportFile.Writer writer = ExportFile.write(file(), IDENTITY)) {
            writer.add(Exported.confirmed(change));
            assertEquals(0, writer.count());
            assertEquals(1, writer.confirmed());
            writer.commit();
        }
        assertEquals(
                "{\"confirmed\":1,\"collection\":\"c\",\"key\":\"k\",\"kind\":\"put\","
                        + "\"payload\":\"{\\\"a\\\":\\\"\\ud800\\\"}\",\"schemaVersion\":3}",
                Files.readAllLines(file()).get(1));
        assertEquals(List.of(Exported.confirmed(change)), read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"confirmed\":2,\"collection\":\"c\",\"key\":\"k\",\"kind\":\"put\",\"payload\":\"\",\"schemaVersion\":3}",
                "{\"confirmed\":1,\"key\":\"k\",\"kind\":\"put\",\"payload\":\"\",\"schemaVersion\":3}",
                "{\"confirmed\":1,\"id\":\"x\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"put\",\"payload\":\"\",\"schemaVersion\":3}",
                "{\"confirmed\":\"1\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"put\",\"payload\":\"\",\"schemaVersion\":3}"
            })
    void aLineOfWhatWasConfirmedIsExact(String line) throws Exception {
        Files.writeString(file(), HEADER + line + "\n");
        assertThrows(IllegalArgumentException.class, this::read);
    }

    @Test
    void theFirstLineSaysWhose() {
        write(List.of());
        try (ExportFile.Lines in = ExportFile.read(file())) {
            assertEquals(IDENTITY, in.identity());
            assertNull(in.next());
        }
    }

    @Test
    void aFileIsReplacedWholeOrNotAtAll() throws Exception {
        write(List.of());
        byte[] before = Files.readAllBytes(file());
        try (ExportFile.Writer writer = ExportFile.write(file(), IDENTITY)) {
            writer.add(exported(new Random(1)));
        }
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(file()));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void aFolderThatIsNotThereIsAFailureOfTheDisk() {
        Path nowhere = folder.resolve("no/such/folder.jsonl");
        assertThrows(UncheckedIOException.class, () -> ExportFile.write(nowhere, IDENTITY));
        assertThrows(UncheckedIOException.class, () -> ExportFile.read(nowhere));
    }

    @Test
    void spacesAndAnotherOrderOfTheNamesAreFine() throws Exception {
        Files.writeString(
                file(),
                HEADER.replace("\n", "\r\n")
                        + LINE.replace("{\"id\"", "{ \"id\"")
                                .replace("\"kind\":\"set\",", "")
                                .replace("}\n", " , \"kind\" : \"\\u0073et\" }\r\n"));
        assertEquals("set", read().get(0).mutation().kind());
    }

    @Test
    void whatIsNoExportIsNamedWithItsLine() throws Exception {
        refused("", "empty");
        refused("{}\n", "line 1");
        refused(HEADER.replace("1", "2"), "version 2");
        refused(HEADER.substring(0, HEADER.length() - 1), "cut");
        refused(HEADER + LINE + LINE.substring(0, LINE.length() - 1), "line 3");
        refused(HEADER + "\n", "line 2");
        refused(HEADER + LINE.replace("\"k\"", "1"), "\"key\" is no string");
        refused(HEADER + LINE.replace("\"schemaVersion\":1", "\"schemaVersion\":1.5"), "line 2");
        refused(HEADER + LINE.replace("\"schemaVersion\":1", "\"schemaVersion\":99999999999"), "line 2");
        refused(HEADER + LINE.replace("\"kind\":\"set\",", ""), "\"kind\" is missing");
        refused(HEADER + LINE.replace("\"kind\"", "\"sort\""), "\"kind\" is missing");
        refused(HEADER + LINE.replace("{\"id\"", "{\"x\":1,\"id\""), "\"x\" is not known");
        refused(HEADER + LINE.replace("{\"id\"", "{\"key\":\"z\",\"id\""), "already");
        refused(HEADER + LINE.replace("PENDING", "ACKED"), "state");
        refused(HEADER + LINE.replace("PENDING", "SUPERSEDED"), "\"reason\" is missing");
        refused(HEADER + LINE.replace("01900000-", "1-"), "UUID");
        refused(HEADER + LINE.replace("2026-03-04T", "yesterday"), "time");
        refused(HEADER + LINE.replace("}\n", "}}\n"), "behind the object");
        refused(HEADER + LINE.replace("set", "s\\et"), "unknown escape");
        refused(HEADER + LINE.replace("set", "s\\u00zz"), "escape");
        refused(HEADER + LINE.replace("set", "s\tt"), "control");
    }

    private void refused(String content, String words) throws Exception {
        Files.writeString(file(), content);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, this::read);
        assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("{}"), "no payload in a message");
    }

    @Test
    void whatIsNotInUtf8IsRefused() throws Exception {
        Files.write(file(), (HEADER + LINE.replace("set", "s\u00e4t")).getBytes(StandardCharsets.ISO_8859_1));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, this::read);
        assertTrue(refusal.getMessage().contains("UTF-8"), refusal.getMessage());
    }

    @Test
    void aLineThatDoesNotFitIntoMemoryIsNamed() throws Exception {
        Files.write(file(), (HEADER + LINE + "{\"id\":\"" + "a".repeat(1000)).getBytes(StandardCharsets.UTF_8));
        try (ExportFile.Lines in = new ExportFile.Lines(file(), 1000)) {
            assertNotNull(in.next());
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, in::next);
            assertTrue(
                    String.valueOf(refusal.getMessage())
                            .contains("line 3 of " + file() + " has more than 1000 characters"),
                    refusal.getMessage());
        }
    }
}
