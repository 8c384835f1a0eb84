package dev.mooring.examples.todo;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Tells what happens, in lines and small tables. */
final class Narrator {
    private final PrintStream out;
    private int chapter;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        chapter++;
        out.println((chapter == 1 ? "" : System.lineSeparator()) + chapter + ". " + title);
    }

    void say(String line) {
        out.println("   " + line);
    }

    /** Syncs a device and tells how it went. */
    SyncReport sync(Device device) {
        return tell(device, "syncs", device.sync());
    }

    /** Lets a device go away and tells how that went. */
    void leave(Device device, String what) {
        SyncReport report = device.leave();
        say(device.name + " " + what + ": " + (report instanceof SyncReport.Synced ? "all is sent" : words(report)));
        wire(device);
    }

    /** Tells how a sync went. */
    SyncReport tell(Device device, String what, SyncReport report) {
        say(device.name + " " + what + ": " + words(report));
        wire(device);
        return report;
    }

    private void wire(Device device) {
        String passed = device.network.passed();
        if (!passed.isEmpty()) {
            say("  on the wire: " + passed);
        }
    }

    private static String words(SyncReport report) {
        if (report instanceof SyncReport.Synced synced) {
            return "pushed " + synced.pushed() + ", pulled " + synced.pulled()
                    + (synced.superseded() == 0 ? "" : ", superseded " + synced.superseded());
        } else if (report instanceof SyncReport.Offline offline) {
            return "offline, queued: " + offline.queued() + ", pending " + offline.pending();
        }
        return report.toString();
    }

    void superseded(Device device) {
        for (ParkedMutation parked : device.list.client().parked().superseded(10)) {
            say("superseded on " + device.name + ": " + parked.mutation().kind() + " "
                    + parked.mutation().payload() + ", as " + withoutIds(parked.reason()));
        }
    }

    private static String withoutIds(String reason) {
        return reason.replaceAll("/[0-9a-f-]{36}", "");
    }

    /** Both lists side by side. */
    void table(Device left, Device right) throws SQLException {
        List<Todo> lefts = left.todos();
        List<Todo> rights = right.todos();
        row(left.name, right.name);
        row("-".repeat(24), "-".repeat(24));
        for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
            row(cell(lefts, i), cell(rights, i));
        }
    }

    private static String cell(List<Todo> todos, int i) {
        return i < todos.size() ? todos.get(i).toString() : "";
    }

    private void row(String left, String right) {
        say(String.format(Locale.ROOT, "| %-24s | %-24s |", left, right));
    }
}
