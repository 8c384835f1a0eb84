package dev.mooring.sync.recovery;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of mutations that the server has not settled, or that are parked, and of what it had confirmed: JSON lines in UTF-8, read and written one at a time, so
 * that a file of any length needs the memory of its longest line.
 *
 * <p>The first line says what it is and whose: {@code {"mooring":"export","v":1,"server":"https://…","user":"ann"}}. Each line behind it
 * is a mutation, oldest first, the pending ones before the parked ones:
 *
 * <pre>
 * {"id":"0190…","collection":"todo","key":"1","kind":"update","payload":"{\"done\":true}","schemaVersion":1,
 *  "createdAt":"2026-03-04T05:06:07.123Z","state":"PENDING"}
 * </pre>
 *
 * (in one line). A parked one has {@code "reason"} and {@code "parkedAt"} besides. The payload is a string, so it comes back exactly
 * as it was recorded, also one that is no JSON. The names may come in any order; one that is missing, unknown or there twice is an
 * error, as is a last line without its end: such a file was cut. Credentials are never in it.
 *
 * <p>At the end comes what the server had confirmed: a line for each row where the server keeps keys, else one for each change of the
 * confirmed log that is kept, in its order. Such a line has no id, as it is nothing to be sent, and no import takes it in:
 *
 * <pre>
 * {"confirmed":1,"collection":"todo","key":"1","kind":"put","payload":"{\"done\":true}","schemaVersion":1}
 * </pre>
 */
public final class ExportFile {
    /** Characters in a line, at most: a payload of 32 Mi characters fits in, however it is escaped. */
    private static final int MAX_LINE = 256 << 20;

    /** So many times the characters of a line are in memory, in bytes, until it is a mutation. */
    private static final int COPIES = 16;

    private ExportFile() {}

    /**
     * Begins a file beside its place.
     *
     * @param file created or replaced by {@link Writer#commit}, untouched until then
     * @param identity whose mutations these are
     * @return not thread-safe; to be closed
     * @throws UncheckedIOException if it cannot be written
     */
    public static Writer write(Path file, ServerIdentity identity) {
        return new Writer(file.toAbsolutePath(), identity);
    }

    /**
     * Opens a file and reads its first line.
     *
     * @param file of {@link #write}
     * @return not thread-safe; to be closed
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it is no such file
     */
    public static Lines read(Path file) {
        return new Lines(file, (int) Math.min(MAX_LINE, Runtime.getRuntime().maxMemory() / COPIES));
    }

    /** Writes a file. */
    public static final class Writer implements Closeable {
        private final Path file;
        private final Path part;
        private final FileChannel channel;
        private final OutputStream out;
        private boolean done;
        private long count;
        private long confirmed;

        private Writer(Path file, ServerIdentity identity) {
            this.file = file;
            this.part = file.resolveSibling(Objects.requireNonNull(file.getFileName()) + ".part");
            try {
                channel = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw failed(e);
            }
            out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            line(ExportLine.header(identity));
        }

        /**
         * Adds a mutation, or what was confirmed.
         *
         * @param exported written as it is
         * @throws UncheckedIOException if it cannot be
         */
        public void add(Exported exported) {
            line(ExportLine.of(exported));
            if (exported.state() == MutationState.ACKED) {
                confirmed++;
            } else {
                count++;
            }
        }

        private void line(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /**
         * How many were added, other than what was confirmed.
         *
         * @return the count
         */
        public long count() {
            return count;
        }

        /**
         * How much was added of what was confirmed.
         *
         * @return the count
         */
        public long confirmed() {
            return confirmed;
        }

        /**
         * Brings it to the disk and puts it in its place.
         *
         * @throws UncheckedIOException if that fails: then a file that was there is there still
         */
        public void commit() {
            try {
                out.flush();
                channel.force(true);
                out.close();
                try {
                    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                }
                done = true;
            } catch (IOException e) {
                throw failed(e);
            }
        }

        /** Gives up what was not committed. */
        @Override
        public void close() {
            if (done) {
                return;
            }
            done = true;
            try {
                channel.close();
                Files.deleteIfExists(part);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private UncheckedIOException failed(IOException cause) {
            return new UncheckedIOException(
                    "could not write the export to " + file + ": " + words(cause, "its folder is not there")
                            + "; nothing was exported",
                    cause);
        }
    }

    /** Reads a file. */
    public static final class Lines implements Closeable {
        private final Path file;
        private final Reader in;
        private final ServerIdentity identity;
        private final int longest;
        private int number;

        Lines(Path file, int longest) {
            this.file = file;
            this.longest = longest;
            try {
                in = new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16);
            } catch (IOException e) {
                throw failed(e);
            }
            try {
                String first = line();
                if (first == null) {
                    throw new IllegalArgumentException(file + " is empty, and no export; nothing was taken in");
                }
                identity = parse(first, ExportLine::identity);
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        /**
         * Whose mutations these are.
         *
         * @return as the first line says
         */
        public ServerIdentity identity() {
            return identity;
        }

        /**
         * The next line: a mutation, or what was confirmed.
         *
         * @return null at the end
         * @throws UncheckedIOException if it cannot be read
         * @throws IllegalArgumentException if a line is not what it should be, naming the line
         */
        public @Nullable Exported next() {
            String line = line();
            return line == null ? null : parse(line, ExportLine::exported);
        }

        /**
         * Number of the line that was read last.
         *
         * @return 1 for the first line
         */
        public int lineNumber() {
            return number;
        }

        private <T> T parse(String line, Form<T> form) {
            try {
                return form.read(ExportLine.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of " + file + " is not a line of an export: " + e.getMessage()
                                + "; nothing was taken in",
                        e);
            }
        }

        private @Nullable String line() {
            StringBuilder line = new StringBuilder();
            number++;
            try {
                for (int c = in.read(); c != '\n'; c = in.read()) {
                    if (c < 0 && line.length() == 0) {
                        return null;
                    }
                    if (c < 0 || line.length() == longest) {
                        throw new IllegalArgumentException("line " + number + " of " + file
                                + (c < 0
                                        ? " has no end: the file was cut"
                                        : " has more than " + longest + " characters, which is more than "
                                                + (longest == MAX_LINE
                                                        ? "any line of an export"
                                                        : "fits into the memory of this process"))
                                + "; nothing was taken in");
                    }
                    line.append((char) c);
                }
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of " + file + ", or one behind it, is not in UTF-8; nothing was taken in",
                        e);
            } catch (IOException e) {
                throw failed(e);
            }
            return line.toString();
        }

        private UncheckedIOException failed(IOException cause) {
            return new UncheckedIOException(
                    "could not read the export " + file + ": " + words(cause, "it is not there")
                            + "; nothing was taken in",
                    cause);
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Of some faults Java tells the path alone. */
    private static String words(IOException cause, String missing) {
        if (cause instanceof NoSuchFileException) {
            return missing;
        }
        return cause instanceof AccessDeniedException ? "there is no permission" : String.valueOf(cause.getMessage());
    }

    private interface Form<T> {
        T read(ExportLine line);
    }
}
