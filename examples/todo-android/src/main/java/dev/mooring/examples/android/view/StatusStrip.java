package dev.mooring.examples.android.view;

import android.view.Gravity;
import android.view.View;
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Screen;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.sync.status.SyncStatus;

/** The status light: a colour, a picture for each state, which never leave it to the colour alone, and a sentence. A button. */
final class StatusStrip extends LinearLayout {
    private final Theme theme;
    private final ImageView picture;
    private final TextView title;
    private final TextView sentence;
    private final TextView pending;

    StatusStrip(Theme theme, Runnable more) {
        super(theme.context());
        this.theme = theme;
        setGravity(Gravity.CENTER_VERTICAL);
        setMinimumHeight(theme.dp(64));
        setPaddingRelative(theme.dp(16), theme.dp(10), theme.dp(16), theme.dp(10));
        setOnClickListener(view -> more.run());
        picture = new ImageView(theme.context());
        title = theme.text(Type.STRONG, theme.colours.ink());
        sentence = theme.text(Type.SMALL, theme.colours.ink());
        pending = theme.text(Type.LABEL, theme.colours.ink());
        pending.setGravity(Gravity.CENTER);
        pending.setMinWidth(theme.dp(28));
        pending.setPaddingRelative(theme.dp(8), theme.dp(4), theme.dp(8), theme.dp(4));
        LinearLayout words = Boxes.column(theme.context());
        words.addView(title);
        words.addView(sentence);
        addView(picture, Boxes.square(theme.dp(26)));
        addView(words, Boxes.after(Boxes.rest(), theme.dp(14)));
        addView(pending, Boxes.after(Boxes.snug(), theme.dp(8)));
        setAccessibilityLiveRegion(View.ACCESSIBILITY_LIVE_REGION_POLITE);
    }

    void show(Screen screen) {
        Palette.Tone tone = theme.colours.of(screen.light());
        setBackground(theme.touchable(theme.shape(tone.ground(), Theme.RADIUS), Theme.RADIUS));
        picture.setImageDrawable(theme.icon(glyph(screen), tone.text()));
        title.setText(screen.title());
        title.setTextColor(tone.text());
        sentence.setText(screen.sentence());
        sentence.setTextColor(tone.text());
        long count = screen.status() == null ? 0 : screen.status().pending();
        Boxes.say(pending, count == 0 ? "" : Long.toString(count));
        pending.setTextColor(tone.ground());
        pending.setBackground(theme.shape(tone.text(), 14));
        setContentDescription(screen.title() + ". " + screen.sentence());
    }

    static Glyph glyph(Screen screen) {
        SyncStatus status = screen.status();
        if (status == null) {
            return Glyph.WARNING;
        }
        return switch (status.state()) {
            case SYNCED -> status.light() == SyncStatus.Light.GREEN ? Glyph.CHECK : Glyph.WARNING;
            case SYNCING -> Glyph.SYNC;
            case CONNECTING -> Glyph.OFFLINE;
            case STUCK, INCOMPATIBLE -> Glyph.WARNING;
            case DISCONNECTED -> Glyph.OFF;
        };
    }
}
