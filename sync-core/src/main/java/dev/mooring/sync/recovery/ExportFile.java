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
 * An export: a file of the pending and parked mutations, and of what the server had confirmed. It has JSON lines in UTF-8. They are read
 * and written one at a time, so a file of any length needs the memory of its longest line.
 *
 * <p>The first line says that it is an export, and whose: {@code {"mooring":"export","v":1,"server":"https://…","user":"ann"}}. Then comes
 * a line for each mutation, oldest first, the pending ones before the parked ones:
 *
 * <pre>
 * {"id":"0190…","collection":"todo","key":"1","kind":"update","payload":"{\"done\":true}","schemaVersion":1,
 *  "createdAt":"2026-03-04T05:06:07.123Z","state":"PENDING"}
 * </pre>
 *
 * (in one line). A parked one also has {@code "reason"} and {@code "parkedAt"}. The payload is a string, so it comes back exactly as it was
 * recorded, also if it is not JSON. The names may come in any order. A name that is missing, unknown or there twice is an error. So is a
 * last line without a line end, as such a file was cut off. Credentials are never in it.
 *
 * <p>At the end comes what the server had confirmed. If the server keeps keys, that is a line for each row; else a line for each change
 * that the confirmed log still has, in its order. Such a line has no id, as it is not to be sent, and an import skips it:
 *
 * <pre>
 * {"confirmed":1,"collection":"todo","key":"1","kind":"put","payload":"{\"done\":true}","schemaVersion":1}
 * </pre>
 */
public final class ExportFile {
    /** The most characters that a line may have. A payload of 32 Mi characters fits in, however it is escaped. */
    private static final int MAX_LINE = 256 << 20;

    /** The memory that reading a line takes, in bytes for each of its characters. */
    private static final int COPIES = 16;

    private ExportFile() {}

    /**
     * Begins an export. It is written to a file beside its place, named {@code .part} at the end.
     *
     * @param file the place: created or replaced by {@link Writer#commit}, and untouched until then
     * @param identity whose mutations these are
     * @return not thread-safe; to be closed
     * @throws UncheckedIOException if it cannot be written
     */
    public static Writer write(Path file, ServerIdentity identity) {
        return new Writer(file.toAbsolutePath(), identity);
    }

    /**
     * Opens an export and reads its first line.
     *
     * @param file an export
     * @return not thread-safe; to be closed
     * @throws UncheckedIOException if it cannot be read
     * @throws IllegalArgumentException if it is not an export
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
         * Adds a mutation, or a confirmed row or change.
         *
         * @param exported written as it is
         * @throws UncheckedIOException if it cannot be written
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
         * How many mutations were added.
         *
         * @return the count
         */
        public long count() {
            return count;
        }

        /**
         * How many confirmed rows or changes were added.
         *
         * @return the count
         */
        public long confirmed() {
            return confirmed;
        }

        /**
         * Forces the file to the disk and moves it to its place.
         *
         * @throws UncheckedIOException if that fails: then a file that was in the place is still there
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

        /** Closes the file, and deletes what was not committed. */
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
         * Reads the next line: a mutation, or a confirmed row or change.
         *
         * @return null at the end
         * @throws UncheckedIOException if it cannot be read
         * @throws IllegalArgumentException if a line is not one of an export; the message names its number
         */
        public @Nullable Exported next() {
            String line = line();
            return line == null ? null : parse(line, ExportLine::exported);
        }

        /**
         * The number of the line that was read last.
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

    /** For some faults Java's own message is the path alone. */
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
