package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own, from the binaries of this machine. It refuses to run as root: root's tests run it as another user. It does not
 * wait for the disk, unless it is {@link #durable}: no test here stops the machine.
 */
public final class PostgresProcess implements AutoCloseable {
    private static final String USER = "mooring";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path bin;
    private final Path folder;
    private final int port;
    private final boolean durable;
    private Process process;

    private PostgresProcess(Path bin, boolean durable) {
        this(bin, durable, -1);
    }

    /** An empty one, or a standby of the one on a port. */
    private PostgresProcess(Path bin, boolean durable, int primary) {
        this.bin = bin;
        this.durable = durable;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            folder = Files.createTempDirectory("mooring-postgres");
            if (isRoot()) {
                Files.setOwner(
                        folder,
                        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        if (primary < 0) {
            await(run("initdb", "-D", data(), "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"));
        } else {
            await(run("pg_basebackup", "-D", data(), "-d", at(primary), "-R", "-X", "stream", "-c", "fast"));
        }
        start();
    }

    private static final class Shared {
        static final PostgresProcess ONE = new PostgresProcess(found(), false);
    }

    /** One for all tests of this process; skips the test where there are no binaries. */
    public static PostgresProcess shared() {
        if (found() == null) {
            abort("LEFT OUT: there is no PostgreSQL on this machine");
        }
        return Shared.ONE;
    }

    /** One that a test may stop. */
    public static PostgresProcess own() {
        if (found() == null) {
            abort("LEFT OUT: there is no PostgreSQL on this machine");
        }
        return new PostgresProcess(found(), false);
    }

    /** Another one that follows this one, and may be told to take over. */
    PostgresProcess standby() {
        return new PostgresProcess(bin, false, port);
    }

    /** It takes over: from now on it is written to. */
    void promote() {
        try (Connection connection = connect("postgres");
                var promote = connection.createStatement()) {
            promote.execute("SELECT pg_promote()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String at(int port) {
        return "host=127.0.0.1 port=" + port + " sslmode=disable user=" + USER;
    }

    /** Writes a dump of a database into a file that may be written by the user who runs PostgreSQL, and returns that file. */
    Path dump(String jdbc) {
        Path file = folder.resolve("dump");
        await(run("pg_dump", "-Fc", "-f", file.toString(), "-d", at(port) + " dbname=" + name(jdbc)));
        return file;
    }

    /** Puts a dump in the place of what is in a database. */
    void restore(Path dump, String jdbc) {
        String database = at(port) + " dbname=" + name(jdbc);
        await(run("pg_restore", "--clean", "--if-exists", "-d", database, dump.toString()));
    }

    /** The same database on another one. */
    String on(PostgresProcess other, String jdbc) {
        return other.url(name(jdbc));
    }

    private static String name(String jdbc) {
        return jdbc.substring(jdbc.lastIndexOf('/') + 1, jdbc.indexOf('?'));
    }

    /** One that waits for the disk at each commit. */
    public static PostgresProcess durable() {
        if (found() == null) {
            abort("LEFT OUT: there is no PostgreSQL on this machine");
        }
        return new PostgresProcess(found(), true);
    }

    private static Path found() {
        List<Path> folders = new ArrayList<>();
        for (String each : System.getenv("PATH").split(File.pathSeparator)) {
            folders.add(Path.of(each));
        }
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
        } catch (IOException e) {
            folders.add(Path.of("/usr/lib/postgresql/bin"));
        }
        return folders.stream()
                .filter(each ->
                        Files.isExecutable(each.resolve("initdb")) && Files.isExecutable(each.resolve("postgres")))
                .map(PostgresProcess::real)
                .findFirst()
                .orElse(null);
    }

    /** Where all programs are, if some of them are linked from elsewhere. */
    private static Path real(Path bin) {
        try {
            return bin.resolve("initdb").toRealPath().getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Process run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder + ".log")))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(Process process) {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "a program of PostgreSQL failed: " + Files.readString(Path.of(folder + ".log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, and returns when it answers. */
    public void start() {
        process = run(
                "postgres",
                "-D",
                data(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=" + (durable ? "on" : "off"),
                "-c",
                "max_connections=120");
        while (true) {
            try (Connection connection = connect("postgres")) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("PostgreSQL ended", e);
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it at once, as a crash would: what is committed is there when it starts again. */
    public void crash() {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database));
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    public int port() {
        return port;
    }

    /** A new, empty database, as a URL. */
    public String database() {
        String name = "d" + DATABASES.incrementAndGet();
        try (Connection connection = connect("postgres");
                var create = connection.createStatement()) {
            create.execute("CREATE DATABASE " + name);
            return url(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does this in a database. */
    static void execute(String jdbc, String... sql) {
        try (Connection connection = DriverManager.getConnection(jdbc);
                var statement = connection.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            crash();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
        }
        new File(folder + ".log").delete();
    }
}
