package dev.mooring.examples.desktop.model;

import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a window shows, at one moment.
 *
 * @param device its name
 * @param file where its data is
 * @param status as the client told it
 * @param explanation of the status, a paragraph
 * @param todos the list, newest first
 * @param parked edits that wait for a decision
 * @param notices lines across the window, the worst first
 * @param online the switch of the network
 * @param syncing the switch of the client
 * @param weather behind the network
 * @param offer the rebuild dialog, or null while it is closed
 */
public record Screen(
        String device,
        Path file,
        SyncStatus status,
        String explanation,
        List<Todo> todos,
        List<Parked> parked,
        List<Notice> notices,
        boolean online,
        boolean syncing,
        Weather weather,
        @Nullable RebuildOffer offer) {
    /**
     * The colour of the light.
     *
     * @return of the status
     */
    public SyncStatus.Light light() {
        return status.light();
    }

    /**
     * The shape and the word of the state.
     *
     * @return of the status
     */
    public Sign sign() {
        return Sign.of(status);
    }

    /**
     * Why the light is not green, in two or three words.
     *
     * @return empty where there is nothing to say
     */
    public String cause() {
        SyncStatus.Reason reason = status.reason();
        if (reason != null) {
            return Wording.of(reason.cause());
        }
        return status.counts().quarantined() > 0 ? status.counts().quarantined() + " refused" : "";
    }

    /**
     * Whether an edit of another device is here as soon as it is at the server.
     *
     * @return true while the channel is proven alive
     */
    public boolean isLive() {
        return status.channel().state() == ChannelStatus.State.LIVE;
    }

    /**
     * What stands beside the word of the state: why the light is not green, or that the list is live.
     *
     * @return empty where there is nothing to say
     */
    public String beside() {
        return cause().isEmpty() && sign() == Sign.SYNCED && isLive() ? "live" : cause();
    }

    /**
     * Whether a rebuild fetches the list anew.
     *
     * @return true while it is under way and the server answers
     */
    public boolean isRebuilding() {
        SyncStatus.Reason reason = status.reason();
        return reason != null && reason.cause() == SyncStatus.Cause.REBUILDING;
    }

    /**
     * Whether a rebuild is offered: where the server is another one, or where all is well and somebody wants to be sure. Trouble
     * that passes by itself never offers one.
     *
     * @return true for either
     */
    public boolean mayRebuild() {
        return sign() == Sign.INCOMPATIBLE || sign() == Sign.SYNCED;
    }

    /**
     * The progress bar.
     *
     * @return null while there is none
     */
    public @Nullable Meter meter() {
        return Meter.of(status);
    }

    /** The same, with the worst notice of all on top. */
    Screen withFault(String words) {
        List<Notice> more = new ArrayList<>(notices);
        more.add(0, new Notice(Notice.Tone.ALARM, words, Notice.Way.NONE));
        return new Screen(device, file, status, explanation, todos, parked, more, online, syncing, weather, offer);
    }
}
