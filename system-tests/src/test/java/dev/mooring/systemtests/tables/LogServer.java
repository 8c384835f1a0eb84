package dev.mooring.systemtests.tables;

import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.systemtests.simulation.Cuts;
import dev.mooring.systemtests.simulation.Garbage;
import dev.mooring.systemtests.simulation.InProcessTransport;

/** A stand-in server that keeps a log, of either family, and the way to it. */
final class LogServer {
    private static final String USER = "u1";

    private final Script script;
    private final EventLogServer events = EventLogServer.builder().build();
    private final OpLogServer ops =
            OpLogServer.builder().user(USER).keys(() -> "g0").build();

    LogServer(Script script) {
        this.script = script;
    }

    Transport transport(String device) {
        return script.opLog()
                ? new InProcessTransport(
                        OpLogDialect.builder(device)
                                .maxBatchCount(script.batch())
                                .build(),
                        ops::handle,
                        (ask, body) -> Cuts.opLog(ask, body, script.slice()),
                        new Garbage())
                : new InProcessTransport(
                        EventLogDialect.builder(USER)
                                .device(device)
                                .maxBatchCount(script.batch())
                                .build(),
                        events::handle,
                        (ask, body) -> Cuts.eventLog(ask, body, script.slice()),
                        new Garbage());
    }
}
