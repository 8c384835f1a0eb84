package dev.mooring.examples.service;

import dev.mooring.examples.service.office.OfficeServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.HttpUrl;

/** {@code Main PORT FOLDER [BACKEND]}: runs the service until it is interrupted, and its backend if none is named. */
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    /**
     * Runs it.
     *
     * @param args port (0 is a free one), folder of the files, and the backend's address if it runs elsewhere
     */
    public static void main(String[] args) throws IOException {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn");
        }
        if (args.length < 2) {
            System.err.println("Main PORT FOLDER [BACKEND]");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
        OfficeServer own = args.length > 2 ? null : new OfficeServer(folder.resolve("office.sqlite"), 0);
        String backend = own == null ? args[2] : own.url();
        BranchService service = new BranchService(folder, HttpUrl.get(backend), Integer.parseInt(args[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "close"));
        tell(System.out, service.url(), folder, backend);
    }

    private static void tell(PrintStream out, String url, Path folder, String backend) {
        out.println("Technicians' visits: each user has a SQLite file in " + folder);
        out.println("The backend, which keeps the rows, is at " + backend + " (a user's token is the name)");
        out.println();
        out.println("Add a visit:        curl -d customer=Jansen -d note=boiler " + url + "users/ada/visits");
        out.println("List the visits:    curl " + url + "users/ada/visits");
        out.println("See it arrived:     curl -H 'Authorization: Bearer ada' " + backend + "rows");
        out.println("How the sync goes:  curl " + url + "users/ada/status");
        out.println("Health and figures: curl " + url + "health and " + url + "metrics");
        out.println();
        out.println("serving " + url + " until Ctrl-C");
        out.flush();
    }
}
