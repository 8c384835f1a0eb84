package dev.mooring.examples.android.view;

import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.model.Screen;
import dev.mooring.examples.android.model.Wording;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;
import dev.mooring.sync.status.SyncStatus;
import java.time.Instant;

/** What is behind the light, in a sheet: the library's own explanation as a paragraph, and since when. */
final class StatusDetails extends LinearLayout {
    private final Theme theme;
    private final TextView words;
    private final LinearLayout facts;
    private final Button cancel;

    StatusDetails(Theme theme, Desk desk) {
        super(theme.context());
        this.theme = theme;
        setOrientation(VERTICAL);
        words = theme.text(Type.BODY, theme.colours.ink());
        facts = Boxes.column(theme.context());
        cancel = theme.button(Weight.DANGER, "Call the rebuild off", desk::cancelRebuild);
        addView(words, Boxes.wide());
        addView(facts, Boxes.below(Boxes.wide(), theme.dp(14)));
        addView(theme.button(Weight.FILLED, "Sync now", desk::syncNow), Boxes.below(Boxes.wide(), theme.dp(18)));
        addView(cancel, Boxes.below(Boxes.wide(), theme.dp(10)));
    }

    void show(Screen screen, Instant now) {
        SyncStatus status = screen.status();
        facts.removeAllViews();
        Boxes.show(cancel, screen.isRebuilding());
        if (status == null) {
            words.setText(screen.sentence());
            return;
        }
        words.setText(status.explain());
        fact("Server heard", Wording.relative(status.contact().exchange(), now));
        fact("Last complete fetch", Wording.relative(status.contact().pull(), now));
        fact("Last confirmed edit", Wording.relative(status.contact().ack(), now));
        if (status.nextAttempt() != null) {
            fact("Next attempt", Wording.relative(status.nextAttempt(), now));
        }
    }

    private void fact(String name, String value) {
        LinearLayout line = Boxes.row(theme.context());
        TextView left = theme.text(Type.SMALL, theme.colours.muted());
        left.setText(name);
        TextView right = theme.text(Type.SMALL, theme.colours.ink());
        right.setText(value);
        line.addView(left, Boxes.rest());
        line.addView(right, Boxes.after(Boxes.snug(), theme.dp(12)));
        facts.addView(line, Boxes.below(Boxes.wide(), theme.dp(6)));
    }
}
