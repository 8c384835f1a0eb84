package dev.mooring.examples.android.model;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.examples.android.model.Notice.Tone;
import dev.mooring.examples.android.model.Notice.Way;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
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

    private Reader() {}

    static Screen read(Device device, Settings settings, @Nullable RebuildOffer offer, @Nullable String fault) {
        Contents contents = contents(device);
        for (int i = 0; i < PATIENCE && contents.torn(); i++) {
            contents = contents(device);
        }
        List<Notice> notices = notices(contents.after());
        if (fault != null) {
            notices.add(0, new Notice(Tone.ALARM, fault, Way.NONE));
        }
        return new Screen(settings, contents.after(), contents.todos(), contents.decisions(), notices, offer);
    }

    /** What is there, and the status around the reading of it. */
    private record Contents(SyncStatus before, List<Todo> todos, List<Decision> decisions, SyncStatus after) {
        /** Whether something has happened in the middle, so that the parts are not of one moment. */
        boolean torn() {
            return !before.isSameAs(after);
        }
    }

    /** Edits that the server has not acknowledged are asked for behind the rows: that takes in what was just written. */
    private static Contents contents(Device device) {
        SyncClient<SQLiteDatabase> client = device.client();
        client.open(); // So that what keeps it from opening is told here.
        SyncStatus before = client.status();
        List<ParkedMutation> parked = new ArrayList<>(client.parked().superseded(MOST));
        Map<String, String> refused = new HashMap<>();
        for (ParkedMutation each : client.parked().quarantined(MOST)) {
            parked.add(each);
            refused.put(each.mutation().key(), Wording.serversWords(each.reason()));
        }
        List<Todo> rows = device.database().all();
        Set<String> waiting = new HashSet<>();
        for (Mutation mutation : client.pending(MOST)) {
            waiting.add(mutation.key());
        }
        List<Todo> todos = new ArrayList<>();
        for (Todo row : rows) {
            String why = refused.get(row.id());
            todos.add(row.with(waiting.contains(row.id()), why == null ? "" : why));
        }
        List<Decision> decisions = new ArrayList<>();
        for (ParkedMutation each : parked) {
            decisions.add(Decision.of(each, todos));
        }
        return new Contents(before, todos, decisions, client.status());
    }

    /** The worst first. */
    private static List<Notice> notices(SyncStatus status) {
        List<Notice> notices = new ArrayList<>();
        if (status.state() == State.INCOMPATIBLE) {
            notices.add(new Notice(Tone.ALARM, "The server is not the one that this list knows.", Way.REBUILD));
        } else if (Wording.isFor(status, Cause.AUTH_REQUIRED)) {
            notices.add(new Notice(Tone.ALARM, "The server does not know you any more.", Way.SETTINGS));
        } else if (Wording.isFor(status, Cause.NEVER_REACHED)) {
            notices.add(new Notice(Tone.OFFLINE, "No server answers at the address in the settings.", Way.SETTINGS));
        } else if (Wording.isFor(status, Cause.PORTAL)) {
            notices.add(new Notice(
                    Tone.WARNING, "A login page answers in the server's place. Sign in to this network.", Way.NONE));
        } else if (Wording.isAway(status)) {
            notices.add(new Notice(
                    Tone.OFFLINE, "Go on writing. It is sent as soon as the server can be reached.", Way.NONE));
        }
        for (Warning warning : status.warnings()) {
            notices.add(new Notice(Tone.WARNING, Wording.of(warning), Way.NONE));
        }
        return notices;
    }
}
