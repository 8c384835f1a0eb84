package dev.mooring.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
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

    /** A server process that ends with this one, and holds so many changes at first. */
    static Server server(BenchDialect dialect, int changes) throws IOException {
        return server(dialect.name(), changes);
    }

    /** The same by the name of a family. */
    static Server server(String family, int changes) throws IOException {
        List<String> command = java("2g");
        command.addAll(List.of(Main.class.getName(), "server", family, Integer.toString(changes)));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Server(process, process.inputReader(StandardCharsets.UTF_8));
    }

    /** Another process, so that its work is not counted here; warmed up as it goes. */
    static final class Server implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private String url;

        Server(Process process, BufferedReader out) throws IOException {
            this.process = process;
            this.out = out;
            this.url = started();
        }

        private String started() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server did not start");
            }
            return line;
        }

        String url() {
            return url;
        }

        /** Has a fresh, empty one take its place. */
        String emptied() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            url = started();
            return url;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    static List<String> java(String heap) {
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
