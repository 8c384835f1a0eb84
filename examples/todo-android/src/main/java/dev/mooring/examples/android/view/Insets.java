package dev.mooring.examples.android.view;

import android.view.View;
import android.view.WindowInsets;

/** Keeps content clear of the system's bars, of a notch and of the keyboard. */
final class Insets {
    private Insets() {}

    static WindowInsets pad(View view, WindowInsets insets) {
        android.graphics.Insets taken = insets.getInsets(
                WindowInsets.Type.systemBars() | WindowInsets.Type.displayCutout() | WindowInsets.Type.ime());
        view.setPadding(taken.left, taken.top, taken.right, taken.bottom);
        return WindowInsets.CONSUMED;
    }
}
