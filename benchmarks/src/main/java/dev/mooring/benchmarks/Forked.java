package dev.mooring.benchmarks;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the stand-in server and the measured client into JVMs of their own, so that each has its own heap. */
final class Forked {
    /** The client's heap: what the library promises to get along with. */
    static final String HEAP = "64m";

    private Forked() {}

    /** Runs {@code type.child()} in a JVM with this heap. */
    static void client(Class<?> type, String heap) throws IOException, InterruptedException {
        List<String> command = java(heap);
        command.add(Main.class.getName());
        command.add("child");
        command.add(type.getName());
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(type.getSimpleName() + " ended with " + exit);
        }
    }

    static void child(String[] args) throws Exception {
        Class.forName(args[0]).getDeclaredMethod("child").invoke(null);
    }

    /** A server process that ends with this one. */
    static Server server(String... options) throws IOException {
        List<String> command = java("2g");
        command.add(EventLogServer.class.getName());
        command.addAll(List.of(options));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String url = out.readLine();
        if (url == null) {
            throw new IOException("the server did not start");
        }
        return new Server(process, url);
    }

    record Server(Process process, String url) implements AutoCloseable {
        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static List<String> java(String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.add("-XX:+UseSerialGC");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("bench."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }
}
