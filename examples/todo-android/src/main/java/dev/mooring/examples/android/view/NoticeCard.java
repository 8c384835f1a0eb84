package dev.mooring.examples.android.view;

import android.widget.Button;
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Notice;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;

/** A line above the list, with a way out where there is one. */
final class NoticeCard extends LinearLayout {
    private final Theme theme;
    private final ImageView picture;
    private final TextView words;
    private final Button way;

    NoticeCard(Theme theme) {
        super(theme.context());
        this.theme = theme;
        setOrientation(VERTICAL);
        LinearLayout line = Boxes.row(theme.context());
        picture = new ImageView(theme.context());
        words = theme.text(Type.SMALL, theme.colours.ink());
        line.addView(picture, Boxes.square(theme.dp(22)));
        line.addView(words, Boxes.after(Boxes.rest(), theme.dp(14)));
        way = theme.button(Weight.FILLED, "", () -> {});
        addView(line, Boxes.wide());
        addView(way, Boxes.below(Boxes.wide(), theme.dp(12)));
        setPaddingRelative(theme.dp(16), theme.dp(13), theme.dp(16), theme.dp(13));
    }

    void show(Notice notice, Runnable settings, Runnable rebuild) {
        Palette.Tone tone = switch (notice.tone()) {
            case OFFLINE -> theme.colours.grey();
            case WARNING -> theme.colours.amber();
            case ALARM -> theme.colours.red();
        };
        setBackground(theme.outlined(theme.colours.card(), theme.colours.line(), Theme.RADIUS));
        picture.setImageDrawable(
                theme.icon(notice.tone() == Notice.Tone.OFFLINE ? Glyph.OFFLINE : Glyph.WARNING, tone.text()));
        words.setText(notice.words());
        Boxes.show(way, notice.way() != Notice.Way.NONE);
        if (notice.way() == Notice.Way.SETTINGS) {
            way.setText("Settings");
            way.setOnClickListener(view -> settings.run());
        } else if (notice.way() == Notice.Way.REBUILD) {
            way.setText("Rebuild…");
            way.setOnClickListener(view -> rebuild.run());
        }
    }
}
