package dev.mooring.examples.android.view;

import android.os.Build;
import android.view.View;
import android.view.ViewGroup;
import android.view.WindowInsets;

/** Keeps content clear of the system's bars, of a notch and of the keyboard. */
final class Insets {
    private Insets() {}

    /** What is drawn behind the bars is the window itself, and the shade behind a sheet. Below API level 30 Android sees to it. */
    static void padInside(ViewGroup pane) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) {
            return;
        }
        pane.setOnApplyWindowInsetsListener((view, insets) -> {
            for (int i = 0; i < pane.getChildCount(); i++) {
                pad(pane.getChildAt(i), insets);
            }
            return WindowInsets.CONSUMED;
        });
    }

    private static void pad(View view, WindowInsets insets) {
        android.graphics.Insets taken = insets.getInsets(
                WindowInsets.Type.systemBars() | WindowInsets.Type.displayCutout() | WindowInsets.Type.ime());
        view.setPadding(taken.left, taken.top, taken.right, taken.bottom);
    }
}
