package dev.mooring.examples.android.view;

import android.content.Context;
import android.content.res.ColorStateList;
import android.content.res.Configuration;
import android.graphics.PorterDuff;
import android.graphics.Typeface;
import android.graphics.drawable.Drawable;
import android.graphics.drawable.GradientDrawable;
import android.graphics.drawable.RippleDrawable;
import android.os.Build;
import android.util.TypedValue;
import android.view.Gravity;
import android.view.View;
import android.view.Window;
import android.view.WindowInsetsController;
import android.widget.Button;
import android.widget.EditText;
import android.widget.ImageButton;
import android.widget.Switch;
import android.widget.TextView;

/** The one place for colours, spacings, shapes and sizes of type, and what is made of them. Of one configuration of the screen. */
public final class Theme {
    /** The least height and width of what is touched, in dp. */
    static final int TOUCH = 48;

    /** The space between the window's edge and a card, in dp. */
    static final int EDGE = 16;

    static final int RADIUS = 18;

    private final Context context;
    private final boolean dark;
    final Palette colours;

    /** Sizes of type, in sp, which grow with the user's setting. */
    enum Type {
        DISPLAY(30, true),
        HEADING(20, true),
        STRONG(16, true),
        BODY(16, false),
        SMALL(14, false),
        LABEL(13, true);

        private final int size;
        private final boolean strong;

        Type(int size, boolean strong) {
            this.size = size;
            this.strong = strong;
        }
    }

    /** How much a button asks to be pressed. */
    enum Weight {
        FILLED,
        SOFT,
        DANGER
    }

    /**
     * The theme of a context.
     *
     * @param context an activity; whether it is night is asked once
     */
    public Theme(Context context) {
        this.context = context;
        int night = context.getResources().getConfiguration().uiMode & Configuration.UI_MODE_NIGHT_MASK;
        dark = night == Configuration.UI_MODE_NIGHT_YES;
        colours = dark ? Palette.DARK : Palette.LIGHT;
    }

    int dp(float value) {
        return Math.round(TypedValue.applyDimension(
                TypedValue.COMPLEX_UNIT_DIP, value, context.getResources().getDisplayMetrics()));
    }

    /** From API level 30 on, draws behind the system's bars, whose signs are dark where the app is light. */
    void dress(Window window) {
        window.getDecorView().setBackgroundColor(colours.ground());
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) {
            return; // The style of the manifest sees to the bars.
        }
        window.setDecorFitsSystemWindows(false);
        window.setStatusBarColor(0);
        window.setNavigationBarColor(0);
        WindowInsetsController bars = window.getInsetsController();
        if (bars != null) {
            int light = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS
                    | WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS;
            bars.setSystemBarsAppearance(dark ? 0 : light, light);
        }
    }

    /** Text by which a reader of the screen finds the way. */
    static void heading(TextView text) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            text.setAccessibilityHeading(true);
        }
    }

    // ---- shapes

    GradientDrawable shape(int fill, float radius) {
        GradientDrawable shape = new GradientDrawable();
        shape.setColor(fill);
        shape.setCornerRadius(dp(radius));
        return shape;
    }

    GradientDrawable outlined(int fill, int line, float radius) {
        GradientDrawable shape = shape(fill, radius);
        shape.setStroke(dp(1), line);
        return shape;
    }

    Drawable touchable(Drawable shape, float radius) {
        int ripple = (colours.ink() & 0xFFFFFF) | 0x1F000000;
        return new RippleDrawable(ColorStateList.valueOf(ripple), shape, shape(0xFFFFFFFF, radius));
    }

    // ---- what stands on them

    TextView text(Type type, int colour) {
        TextView text = new TextView(context);
        style(text, type, colour);
        return text;
    }

    private static void style(TextView text, Type type, int colour) {
        text.setTextSize(TypedValue.COMPLEX_UNIT_SP, type.size);
        text.setTextColor(colour);
        text.setTypeface(type.strong ? Typeface.create("sans-serif-medium", Typeface.NORMAL) : Typeface.SANS_SERIF);
        text.setTextAlignment(View.TEXT_ALIGNMENT_VIEW_START);
        text.setLineSpacing(0, 1.08f);
    }

    Button button(Weight weight, String words, Runnable action) {
        Button button = new Button(context);
        button.setText(words);
        button.setAllCaps(false);
        button.setStateListAnimator(null);
        int fill = switch (weight) {
            case FILLED -> colours.accent();
            case SOFT -> colours.soft();
            case DANGER -> colours.red().ground();
        };
        int ink = switch (weight) {
            case FILLED -> colours.onAccent();
            case SOFT -> colours.accent();
            case DANGER -> colours.red().text();
        };
        style(button, Type.STRONG, ink);
        button.setTextSize(TypedValue.COMPLEX_UNIT_SP, 15);
        button.setTextAlignment(View.TEXT_ALIGNMENT_CENTER);
        button.setGravity(Gravity.CENTER);
        button.setBackground(touchable(shape(fill, TOUCH / 2f), TOUCH / 2f));
        button.setMinHeight(dp(TOUCH));
        button.setMinimumHeight(dp(TOUCH));
        button.setMinWidth(dp(TOUCH));
        button.setMinimumWidth(dp(TOUCH));
        button.setPaddingRelative(dp(18), 0, dp(18), 0);
        button.setOnClickListener(view -> action.run());
        return button;
    }

    /** A picture that is a button; its words are for those who do not see it. */
    ImageButton iconButton(Glyph glyph, int colour, int fill, String words, Runnable action) {
        ImageButton button = new ImageButton(context);
        button.setImageDrawable(icon(glyph, colour));
        button.setContentDescription(words);
        button.setTooltipText(words);
        button.setBackground(touchable(shape(fill, TOUCH / 2f), TOUCH / 2f));
        button.setMinimumWidth(dp(TOUCH));
        button.setMinimumHeight(dp(TOUCH));
        button.setPadding(0, 0, 0, 0);
        button.setOnClickListener(view -> action.run());
        return button;
    }

    Icon icon(Glyph glyph, int colour) {
        return new Icon(glyph, colour, dp(24));
    }

    EditText field(int id, String hint, float radius) {
        EditText field = new EditText(context);
        field.setId(id); // With an id, what was typed survives a rotation.
        style(field, Type.BODY, colours.ink());
        field.setHint(hint);
        field.setHintTextColor(colours.muted());
        field.setBackground(outlined(colours.card(), colours.line(), radius));
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            GradientDrawable cursor = shape(colours.accent(), 1);
            cursor.setSize(dp(2), 0);
            field.setTextCursorDrawable(cursor);
        }
        field.setMinHeight(dp(52));
        field.setPaddingRelative(dp(18), dp(12), dp(18), dp(12));
        return field;
    }

    void tint(Switch button) {
        int[][] states = {{android.R.attr.state_checked}, {}};
        button.setThumbTintList(new ColorStateList(states, new int[] {colours.accent(), colours.muted()}));
        button.setTrackTintList(new ColorStateList(
                states,
                new int[] {(colours.accent() & 0xFFFFFF) | 0x66000000, (colours.muted() & 0xFFFFFF) | 0x66000000}));
        button.setTrackTintMode(PorterDuff.Mode.SRC_IN);
    }

    Context context() {
        return context;
    }
}
