package dev.mooring.examples.server.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server as a process of its own, on one port, which may be killed and begun again. */
final class ServerProcess implements AutoCloseable {
    private final List<String> machine;
    private final List<String> options;
    private final int port;
    private Process process;

    /** Begins a server and waits until it serves; {@code options} without the port. */
    ServerProcess(List<String> options) {
        this(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"), options);
    }

    /** The same with options of the virtual machine. By default it begins quickly, and never becomes quick. */
    ServerProcess(List<String> machine, List<String> options) {
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
        command.addAll(machine);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.mooring.examples.server.Main",
                "--port",
                Integer.toString(port)));
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
