package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Notice;
import dev.mooring.examples.desktop.model.Parked;
import dev.mooring.examples.desktop.model.RebuildOffer;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Todo;
import dev.mooring.examples.desktop.model.Weather;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Flow;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Screens that no server has to be driven to. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");

    static final List<Todo> TODOS = List.of(
            new Todo("1", "Buy oat milk and bread", false, false, ""),
            new Todo("2", "Call Grace about Sunday", false, false, ""),
            new Todo("3", "Book the ferry to Vis", true, false, ""),
            new Todo("4", "Renew the passport before the end of January, photos first", false, false, ""),
            new Todo("5", "Return the library books", true, false, ""),
            new Todo("6", "Order seeds for the balcony", false, false, ""));

    static final List<Parked> PARKED = List.of(
            new Parked(
                    new UUID(0, 1),
                    false,
                    "Rename it to “Buy oat milk”",
                    "“Buy oat milk and bread”, not done",
                    "",
                    false,
                    "1",
                    ""),
            new Parked(
                    new UUID(0, 2),
                    true,
                    "Add “Write to the landlord about the damp in the hall, the window and the bell”",
                    "Only this list has it so.",
                    "A title here has at most 60 characters.",
                    true,
                    "7",
                    "Write to the landlord about the damp in the hall, the window and the bell"));

    /** The list with the refused one of {@link #PARKED}, as it stands there. */
    static final List<Todo> WITH_REFUSED = Stream.concat(
                    Stream.of(new Todo(
                            "7",
                            "Write to the landlord about the damp in the hall, the window and the bell",
                            false,
                            false,
                            "A title here has at most 60 characters.")),
                    TODOS.stream())
            .toList();

    private Samples() {}

    static SyncStatus status(
            State state, @Nullable Cause cause, long pending, Progress progress, Set<Warning> warnings) {
        return status(state, cause, pending, 0, 0, progress, warnings);
    }

    /** Synced, with what is in {@link #PARKED}. */
    static SyncStatus parked() {
        return status(State.SYNCED, null, 0, 1, 1, Progress.NONE, Set.of());
    }

    private static SyncStatus status(
            State state,
            @Nullable Cause cause,
            long pending,
            long superseded,
            long quarantined,
            Progress progress,
            Set<Warning> warnings) {
        Instant minute = NOW.minusSeconds(64);
        boolean fine = state == State.SYNCED || state == State.SYNCING;
        return new SyncStatus(
                state,
                cause == null ? null : new Reason(cause, words(cause), minute),
                warnings,
                new Counts(pending, 0, superseded, quarantined, 0, 0),
                null,
                Cursor.START,
                42,
                new Contact(fine ? NOW.minusSeconds(2) : minute, minute, fine ? NOW.minusSeconds(2) : minute),
                pending == 0 ? null : minute,
                NOW.plusSeconds(4),
                state == State.STUCK
                        ? new Trouble(5, minute, List.of(Cause.SERVER), List.of(words(Cause.SERVER)))
                        : null,
                progress,
                fine ? new ChannelStatus(ChannelStatus.State.LIVE, null, "", minute) : ChannelStatus.NONE,
                NOW);
    }

    static Screen screen(SyncStatus status, List<Parked> parked, List<Notice> notices) {
        return screen(status, parked, notices, null);
    }

    static Screen screen(SyncStatus status, List<Parked> parked, List<Notice> notices, @Nullable RebuildOffer offer) {
        List<Todo> todos = status.pending() == 0
                ? (status.counts().quarantined() == 0 ? TODOS : WITH_REFUSED)
                : TODOS.stream()
                        .map(todo -> todo.id().compareTo("2") > 0
                                ? todo
                                : new Todo(todo.id(), todo.title(), todo.done(), true, todo.refused()))
                        .toList();
        boolean off = status.reason() != null && status.reason().cause() == Cause.SWITCHED_OFF;
        boolean offline = status.reason() != null && status.reason().cause() == Cause.OFFLINE;
        return new Screen(
                "Phone",
                Path.of("phone.db"),
                status,
                status.explain(),
                todos,
                parked,
                notices,
                !offline,
                !off,
                Weather.CLEAR,
                offer);
    }

    private static String words(Cause cause) {
        return switch (cause) {
            case SERVER -> "push of 2 mutations behind sequence 42 was answered 500: the disk is full";
            case OFFLINE -> "the server could not be reached";
            case KNOWS_LESS -> "the server has 17 events, and 42 were here already";
            default -> "the client is switched off";
        };
    }

    static Progress pulling(long records, long total) {
        return new Progress(Flow.NONE, new Flow(records, records * 300, total, 500.0, Duration.ofSeconds(4)));
    }
}
