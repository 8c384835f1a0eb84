package dev.mooring.systemtests.lane;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;
import org.slf4j.spi.LocationAwareLogger;

/**
 * Reads along what the library logs, from DEBUG on. The binding of these tests prints to whatever {@code System.err} is when it
 * logs, and fixes each logger's level when it makes it, so that a level can be had later by its field alone.
 */
final class LogTap implements AutoCloseable {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final SimpleLogger logger = (SimpleLogger) LoggerFactory.getLogger("dev.mooring.sync");
    private final int level;

    LogTap() {
        level = level(LocationAwareLogger.DEBUG_INT);
        System.setErr(new PrintStream(read, true, StandardCharsets.UTF_8));
    }

    private int level(int next) {
        try {
            Field field = SimpleLogger.class.getDeclaredField("currentLogLevel");
            field.setAccessible(true);
            int before = field.getInt(logger);
            field.setInt(logger, next);
            return before;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the binding is another one than it was", e);
        }
    }

    /** All of it. */
    String text() {
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Its lines of a level, as INFO. */
    List<String> lines(String of) {
        return text().lines().filter(line -> line.contains(" " + of + " ")).toList();
    }

    @Override
    public void close() {
        System.setErr(err);
        level(level);
    }
}
