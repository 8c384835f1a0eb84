package dev.mooring.examples.android.model;

import dev.mooring.sync.status.SyncStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the app shows, at one moment.
 *
 * @param settings as the user has set them
 * @param status as the client told it; null as long as the database could not be opened
 * @param todos the list, newest first
 * @param decisions edits that wait for their writer
 * @param notices lines above the list, the worst first
 * @param offer the rebuild sheet, or null while it is closed
 */
public record Screen(
        Settings settings,
        @Nullable SyncStatus status,
        List<Todo> todos,
        List<Decision> decisions,
        List<Notice> notices,
        @Nullable RebuildOffer offer) {
    static Screen unread(Settings settings) {
        return new Screen(settings, null, List.of(), List.of(), List.of(), null);
    }

    /** The same, with the worst notice of all on top. */
    Screen withFault(String words) {
        List<Notice> more = new ArrayList<>(notices);
        more.add(0, new Notice(Notice.Tone.ALARM, words, Notice.Way.NONE));
        return new Screen(settings, status, todos, decisions, more, offer);
    }

    /**
     * The state in a word or two.
     *
     * @return for beside the light
     */
    public String title() {
        return status == null ? "Not open" : Wording.title(status);
    }

    /**
     * The state in a short sentence, which is true at this moment.
     *
     * @return for below the title
     */
    public String sentence() {
        return status == null ? "The list of this device cannot be read." : Wording.sentence(status);
    }

    /**
     * The colour of the light.
     *
     * @return grey as long as nothing is known
     */
    public SyncStatus.Light light() {
        return status == null ? SyncStatus.Light.GREY : status.light();
    }

    /**
     * How many items are ticked.
     *
     * @return 0 or more
     */
    public int done() {
        int done = 0;
        for (Todo todo : todos) {
            done += todo.done() ? 1 : 0;
        }
        return done;
    }

    /**
     * Whether a rebuild fetches the list anew.
     *
     * @return true while it is under way and the server answers
     */
    public boolean isRebuilding() {
        return status != null && Wording.isFor(status, SyncStatus.Cause.REBUILDING);
    }
}
