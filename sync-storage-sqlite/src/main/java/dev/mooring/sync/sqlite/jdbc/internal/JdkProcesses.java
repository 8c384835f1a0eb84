package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.Processes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Optional;

/** This machine's processes, by reflection over ProcessHandle, which the lowest Android lacks. */
public final class JdkProcesses implements Processes {
    private final String machine = findMachine();
    private final long self = findSelf();

    /** Looks once who and where this process is. */
    public JdkProcesses() {}

    @Override
    public String machine() {
        return machine;
    }

    @Override
    public long self() {
        return self;
    }

    @Override
    public boolean isGone(long pid) {
        if (pid == UNKNOWN || self == UNKNOWN || machine.isEmpty()) {
            return false;
        }
        try {
            Method of = Class.forName("java.lang.ProcessHandle").getMethod("of", long.class);
            return of.invoke(null, pid) instanceof Optional<?> found && !found.isPresent();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    /** Linux tells it in a link; ProcessHandle starts threads before it does. */
    private static long findSelf() {
        try {
            return Long.parseLong(
                    Files.readSymbolicLink(Paths.get("/proc/self")).toString());
        } catch (IOException | RuntimeException elsewhere) {
            return askForSelf();
        }
    }

    private static long askForSelf() {
        try {
            Class<?> type = Class.forName("java.lang.ProcessHandle");
            Object current = type.getMethod("current").invoke(null);
            Object pid = type.getMethod("pid").invoke(current);
            return pid instanceof Long number ? number : UNKNOWN;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    /** Containers of one kernel may share a file but not their process numbers, so the namespace is part of the name. */
    private static String findMachine() {
        try {
            byte[] boot = Files.readAllBytes(Paths.get("/proc/sys/kernel/random/boot_id"));
            String namespace =
                    Files.readSymbolicLink(Paths.get("/proc/self/ns/pid")).toString();
            return new String(boot, StandardCharsets.US_ASCII).trim() + " " + namespace;
        } catch (IOException | RuntimeException e) {
            String windows = System.getenv("COMPUTERNAME");
            String unix = System.getenv("HOSTNAME");
            return System.getProperty("os.name", "") + " " + (windows != null ? windows : unix != null ? unix : "");
        }
    }
}
