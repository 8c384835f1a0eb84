package dev.mooring.examples.android.view;

import android.content.Context;
import android.view.Gravity;
import android.view.View;
import android.widget.LinearLayout;
import android.widget.TextView;

/** Rows and columns. */
final class Boxes {
    private Boxes() {}

    static LinearLayout column(Context context) {
        LinearLayout box = new LinearLayout(context);
        box.setOrientation(LinearLayout.VERTICAL);
        return box;
    }

    static LinearLayout row(Context context) {
        LinearLayout box = new LinearLayout(context);
        box.setOrientation(LinearLayout.HORIZONTAL);
        box.setGravity(Gravity.CENTER_VERTICAL);
        box.setBaselineAligned(false);
        return box;
    }

    /** As wide as there is room. */
    static LinearLayout.LayoutParams wide() {
        return new LinearLayout.LayoutParams(
                LinearLayout.LayoutParams.MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT);
    }

    /** As large as it wants to be. */
    static LinearLayout.LayoutParams snug() {
        return new LinearLayout.LayoutParams(
                LinearLayout.LayoutParams.WRAP_CONTENT, LinearLayout.LayoutParams.WRAP_CONTENT);
    }

    /** What the others in the row leave. */
    static LinearLayout.LayoutParams rest() {
        return new LinearLayout.LayoutParams(0, LinearLayout.LayoutParams.WRAP_CONTENT, 1);
    }

    static LinearLayout.LayoutParams square(int size) {
        return new LinearLayout.LayoutParams(size, size);
    }

    static LinearLayout.LayoutParams below(LinearLayout.LayoutParams params, int space) {
        params.topMargin = space;
        return params;
    }

    static LinearLayout.LayoutParams after(LinearLayout.LayoutParams params, int space) {
        params.setMarginStart(space);
        return params;
    }

    /** Shows words, or takes no room where there are none. */
    static void say(TextView text, String words) {
        text.setText(words);
        show(text, !words.isEmpty());
    }

    static void show(View view, boolean visible) {
        view.setVisibility(visible ? View.VISIBLE : View.GONE);
    }
}
