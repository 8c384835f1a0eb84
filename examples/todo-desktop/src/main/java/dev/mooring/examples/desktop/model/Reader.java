package dev.mooring.examples.desktop.model;

import dev.mooring.examples.desktop.model.Notice.Tone;
import dev.mooring.examples.desktop.model.Notice.Way;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a device, and makes one screen of what there is. On the desk's thread. */
final class Reader {
    private static final int MOST = 500;
    private static final int PATIENCE = 5;

    private final Device device;

    Reader(Device device) {
        this.device = device;
    }

    Screen read(boolean syncing, @Nullable RebuildOffer offer, @Nullable String fault) throws SQLException {
        Contents contents = contents();
        for (int i = 0; i < PATIENCE && contents.torn(); i++) {
            contents = contents();
        }
        SyncStatus status = contents.after();
        Screen screen = new Screen(
                device.name(),
                device.file(),
                status,
                status.explain(),
                contents.todos(),
                contents.parked(),
                notices(status, device.table().notes()),
                device.network().isOpen(),
                syncing,
                device.network().weather(),
                offer);
        return fault == null ? screen : screen.withFault(fault);
    }

    /** What is there, and the status around the reading of it. */
    private record Contents(SyncStatus before, List<Todo> todos, List<Parked> parked, SyncStatus after) {
        /** Whether something has happened in the middle, so that the parts are not of one moment. */
        boolean torn() {
            return !before.isSameAs(after);
        }
    }

    /** Edits that the server has not acknowledged are asked for behind the rows: that takes in what was just written. */
    private Contents contents() throws SQLException {
        SyncClient<Connection> client = device.client();
        SyncStatus before = client.status();
        List<ParkedMutation> decisions = new ArrayList<>(client.parked().superseded(MOST));
        Map<String, String> refused = new HashMap<>();
        for (ParkedMutation each : client.parked().quarantined(MOST)) {
            decisions.add(each);
            refused.put(TodoTable.id(each.mutation()), Wording.serversWords(each.reason()));
        }
        List<Todo> rows = device.table().all();
        Set<String> waiting = new HashSet<>();
        for (Mutation mutation : client.pending(MOST)) {
            waiting.add(TodoTable.id(mutation));
        }
        List<Todo> todos = rows.stream()
                .map(row -> row.waiting(waiting.contains(row.id())).refused(refused.getOrDefault(row.id(), "")))
                .toList();
        List<Parked> parked =
                decisions.stream().map(each -> Parked.of(each, todos)).toList();
        return new Contents(before, todos, parked, client.status());
    }

    /** The worst first. */
    static List<Notice> notices(SyncStatus status, List<String> notes) {
        List<Notice> notices = new ArrayList<>();
        Reason reason = status.reason();
        if (status.state() == State.INCOMPATIBLE) {
            notices.add(new Notice(
                    Tone.ALARM, "The server is not the one that this list knows. Nothing is sent to it.", Way.REBUILD));
        } else if (reason != null && reason.cause() == Cause.AUTH_REQUIRED) {
            notices.add(new Notice(Tone.ALARM, "The server asks you to sign in again.", Way.SIGN_IN));
        } else if (reason != null && reason.cause() == Cause.PORTAL) {
            notices.add(new Notice(
                    Tone.WARNING, "A login page answers in the server's place. Sign in to this network.", Way.NONE));
        }
        for (Warning warning : status.warnings()) {
            notices.add(new Notice(Tone.WARNING, Wording.of(warning), Way.NONE));
        }
        if (!notes.isEmpty()) {
            String before =
                    notes.size() == 1 ? "" : " And " + Wording.count(notes.size() - 1, "note") + " before that.";
            notices.add(new Notice(Tone.NEWS, "The shop says: " + notes.get(0) + before, Way.READ));
        }
        return notices;
    }
}
