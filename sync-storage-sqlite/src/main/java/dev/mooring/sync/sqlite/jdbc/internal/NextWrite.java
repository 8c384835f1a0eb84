package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * Notices the next write to a database's files, by the folder that they are in. On Linux alone, where the kernel tells of each write without
 * being asked: elsewhere Java looks for itself every few seconds, or hears of a write only when the file is closed.
 */
final class NextWrite implements Registration {
    private static final boolean TOLD = System.getProperty("os.name", "").equals("Linux");

    private final WatchService folder;
    private final String name;
    private final Runnable written;

    private NextWrite(WatchService folder, String name, Runnable written) {
        this.folder = folder;
        this.name = name;
        this.written = written;
    }

    /** Runs a task once, on a thread of its own. Null if that cannot be done, as where too many folders of this machine are watched. */
    static @Nullable Registration in(Path file, Runnable written) {
        Path parent = file.toAbsolutePath().getParent();
        if (!TOLD || parent == null) {
            return null;
        }
        try {
            WatchService folder = parent.getFileSystem().newWatchService();
            NextWrite next = new NextWrite(folder, String.valueOf(file.getFileName()), written);
            try {
                parent.register(folder, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            } catch (IOException | RuntimeException e) {
                next.close();
                return null;
            }
            Thread thread = new Thread(next::await, "mooring-files");
            thread.setDaemon(true);
            thread.start();
            return next;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private void await() {
        try {
            WatchKey key = folder.take();
            while (!isWritten(key) && key.reset()) {
                key = folder.take();
            }
            written.run(); // Also if the folder is gone: whoever looks will see.
        } catch (ClosedWatchServiceException | InterruptedException e) {
            return; // Nobody wants to know any more.
        }
        close();
    }

    /** The log of a database has its name and some more. An event without a name says that some were left out. */
    private boolean isWritten(WatchKey key) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() == null || event.context().toString().startsWith(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
