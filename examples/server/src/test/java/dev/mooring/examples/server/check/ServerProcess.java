package dev.mooring.examples.server.check;

import dev.mooring.examples.server.SkewedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server as a process of its own, on one port, which may be killed and begun again. */
final class ServerProcess implements AutoCloseable {
    private static final int MOST_SKEW_MILLIS = 300_000;
    private static final String MAIN = "dev.mooring.examples.server.Main";
    private static final List<String> QUICK_TO_BEGIN =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private final Supplier<List<String>> machine;
    private final List<String> options;
    private final int port;
    private Process process;

    /** A server that begins quickly, and never becomes quick; {@code options} without the port. */
    ServerProcess(List<String> options) {
        this(() -> with(QUICK_TO_BEGIN, MAIN), options);
    }

    /** The same with other options of the virtual machine. */
    ServerProcess(List<String> machine, List<String> options) {
        this(() -> with(machine, MAIN), options);
    }

    /** A server whose clock is another one each time that it begins, and runs so many times as quickly. */
    static ServerProcess skewed(int speed, Random skews, List<String> options) {
        long epoch = System.currentTimeMillis();
        return new ServerProcess(
                () -> {
                    long skew = skews.nextInt(2 * MOST_SKEW_MILLIS) - MOST_SKEW_MILLIS;
                    List<String> machine = new ArrayList<>(QUICK_TO_BEGIN);
                    machine.add("-Dclock.speed=" + speed);
                    machine.add("-Dclock.epoch=" + epoch);
                    machine.add("-Dclock.skew=" + skew);
                    return with(machine, SkewedServer.class.getName());
                },
                options);
    }

    private static List<String> with(List<String> machine, String main) {
        List<String> all = new ArrayList<>(machine);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return all;
    }

    private ServerProcess(Supplier<List<String>> machine, List<String> options) {
        this.machine = machine;
        this.options = options;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins; returns when it serves. */
    void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(machine.get());
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(options);
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("serving ")) {
                line = out.readLine(); // Of the virtual machine.
            }
            if (line == null) {
                throw new IllegalStateException("the server did not begin");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The memory of the process that is in use, where the system tells it; else 0. */
    long megabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
