package dev.mooring.benchmarks;

import dev.mooring.sync.testing.http.StandInServer;

/** The server process: prints the URL of a stand-in, and for each line that it is sent that of a fresh, empty one. */
final class StandIns {
    private StandIns() {}

    static void serve(String[] args) throws Exception {
        String family = args[0];
        int changes = Integer.parseInt(args[1]);
        int said = '\n';
        while (said >= 0) {
            try (StandInServer<?> server = server(family, changes)) {
                System.out.println(server.start().url());
                System.out.flush();
                said = System.in.read();
            }
            changes = 0;
        }
    }

    private static StandInServer<?> server(String family, int changes) {
        return family.equals(FirstSync.FAMILY)
                ? FirstSync.server(changes)
                : BenchDialect.of(family).server(changes);
    }
}
