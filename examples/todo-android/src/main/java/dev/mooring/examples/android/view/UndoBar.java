package dev.mooring.examples.android.view;

import android.view.Gravity;
import android.view.View;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;

/** Says for some seconds what was deleted, and takes it back. */
final class UndoBar extends LinearLayout {
    private static final int MILLIS = 8000;

    private final TextView words;
    private final Button undo;
    private final Runnable hide = () -> Boxes.show(this, false);

    UndoBar(Theme theme) {
        super(theme.context());
        setGravity(Gravity.CENTER_VERTICAL);
        setPaddingRelative(theme.dp(18), theme.dp(6), theme.dp(6), theme.dp(6));
        setBackground(theme.shape(theme.colours.ink(), Theme.RADIUS));
        words = theme.text(Type.SMALL, theme.colours.ground());
        words.setMaxLines(2);
        words.setEllipsize(android.text.TextUtils.TruncateAt.END);
        undo = theme.button(Weight.SOFT, "Undo", () -> {});
        addView(words, Boxes.rest());
        addView(undo, Boxes.after(Boxes.snug(), theme.dp(10)));
        setAccessibilityLiveRegion(View.ACCESSIBILITY_LIVE_REGION_POLITE);
        setVisibility(GONE);
    }

    void show(String what, Runnable back) {
        words.setText(what);
        undo.setOnClickListener(view -> {
            back.run();
            hide.run();
        });
        removeCallbacks(hide);
        setVisibility(VISIBLE);
        postDelayed(hide, MILLIS);
    }
}
