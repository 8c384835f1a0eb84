package dev.mooring.examples.android.view;

import android.os.Build;
import android.view.Gravity;
import android.view.View;
import android.widget.FrameLayout;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.TextView;
import dev.mooring.examples.android.view.Theme.Type;

/** What comes up from below, over everything else, and goes by a touch beside it or by Back. */
final class Sheet extends FrameLayout {
    private final View behind;
    private final LinearLayout panel;
    private final TextView title;
    private final FrameLayout content;
    private Runnable closed = () -> {};

    Sheet(Theme theme, View behind) {
        super(theme.context());
        this.behind = behind;
        setBackgroundColor(0x99000000);
        setOnClickListener(view -> close());
        setContentDescription("Close");
        title = theme.text(Type.HEADING, theme.colours.ink());
        Theme.heading(title);
        content = new FrameLayout(theme.context());
        ScrollView scroll = new ScrollView(theme.context());
        scroll.addView(content);
        panel = Boxes.column(theme.context());
        int edge = theme.dp(20);
        panel.setPaddingRelative(edge, theme.dp(22), edge, edge);
        panel.setClickable(true); // A touch beside the buttons is none on what is behind.
        panel.setBackground(theme.shape(theme.colours.card(), 28));
        panel.addView(title, Boxes.wide());
        panel.addView(scroll, Boxes.below(Boxes.wide(), theme.dp(12)));
        LayoutParams low = new LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.BOTTOM);
        int margin = theme.dp(8);
        low.setMargins(margin, theme.dp(48), margin, margin);
        addView(panel, low);
        setVisibility(GONE);
    }

    void open(String heading, View inside, Runnable whenClosed) {
        closed = whenClosed;
        title.setText(heading);
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            panel.setAccessibilityPaneTitle(heading);
        }
        content.removeAllViews();
        content.addView(inside);
        setVisibility(VISIBLE);
        behind.setImportantForAccessibility(View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS);
    }

    boolean isOpen() {
        return getVisibility() == VISIBLE;
    }

    void close() {
        if (isOpen()) {
            setVisibility(GONE);
            content.removeAllViews();
            behind.setImportantForAccessibility(View.IMPORTANT_FOR_ACCESSIBILITY_AUTO);
            closed.run();
        }
    }
}
