package dev.mooring.examples.android.view;

import android.widget.Button;
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Decision;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;

/** An edit that lost, with both sides, or one that the server refused, with the server's words; and the two things to do about it. */
final class DecisionCard extends LinearLayout {
    private final Theme theme;
    private final Desk desk;
    private final ImageView picture;
    private final TextView title;
    private final TextView mineName;
    private final TextView mine;
    private final TextView theirsName;
    private final TextView theirs;
    private final Button leave;
    private final Button again;

    DecisionCard(Theme theme, Desk desk) {
        super(theme.context());
        this.theme = theme;
        this.desk = desk;
        setOrientation(VERTICAL);
        setPaddingRelative(theme.dp(16), theme.dp(14), theme.dp(16), theme.dp(14));
        setBackground(theme.outlined(theme.colours.card(), theme.colours.amber().text(), Theme.RADIUS));
        picture = new ImageView(theme.context());
        title = theme.text(Type.STRONG, theme.colours.ink());
        LinearLayout head = Boxes.row(theme.context());
        head.addView(picture, Boxes.square(theme.dp(22)));
        head.addView(title, Boxes.after(Boxes.rest(), theme.dp(12)));
        mineName = theme.text(Type.LABEL, theme.colours.muted());
        mine = theme.text(Type.BODY, theme.colours.ink());
        theirsName = theme.text(Type.LABEL, theme.colours.muted());
        theirs = theme.text(Type.BODY, theme.colours.ink());
        leave = theme.button(Weight.SOFT, "", () -> {});
        again = theme.button(Weight.FILLED, "", () -> {});
        LinearLayout buttons = Boxes.row(theme.context());
        buttons.addView(leave, Boxes.rest());
        buttons.addView(again, Boxes.after(Boxes.rest(), theme.dp(10)));
        addView(head, Boxes.wide());
        addView(mineName, Boxes.below(Boxes.wide(), theme.dp(12)));
        addView(mine, Boxes.wide());
        addView(theirsName, Boxes.below(Boxes.wide(), theme.dp(10)));
        addView(theirs, Boxes.wide());
        addView(buttons, Boxes.below(Boxes.wide(), theme.dp(14)));
    }

    void show(Decision decision) {
        boolean refused = decision.refused();
        Palette.Tone tone = refused ? theme.colours.red() : theme.colours.amber();
        setBackground(theme.outlined(theme.colours.card(), tone.text(), Theme.RADIUS));
        picture.setImageDrawable(theme.icon(refused ? Glyph.REFUSED : Glyph.FORK, tone.text()));
        title.setText(refused ? "The server refused an edit" : "Another device was first");
        title.setTextColor(tone.text());
        mineName.setText("Yours");
        mine.setText(decision.mine());
        theirsName.setText(refused ? "The server says" : "On the list now");
        theirs.setText(refused ? decision.why() : decision.theirs());
        leave.setText(refused ? "Drop it" : "Keep theirs");
        leave.setOnClickListener(view -> desk.drop(decision.id()));
        again.setText(refused ? "Try again" : "Keep mine");
        again.setOnClickListener(view -> {
            if (refused) {
                desk.retry(decision.id());
            } else {
                desk.keepMine(decision.id());
            }
        });
    }
}
