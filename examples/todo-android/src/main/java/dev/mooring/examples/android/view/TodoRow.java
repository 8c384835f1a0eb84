package dev.mooring.examples.android.view;

import android.graphics.Paint;
import android.widget.CheckBox;
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.model.Todo;
import dev.mooring.examples.android.view.Theme.Type;
import java.util.function.Consumer;

/** An item: its box, its title, and a sign where the server does not have it so. */
final class TodoRow extends LinearLayout {
    private final Theme theme;
    private final Desk desk;
    private final Consumer<Todo> editor;
    private final CheckBox box;
    private final LinearLayout words;
    private final TextView title;
    private final TextView why;
    private final ImageView sign;

    TodoRow(Theme theme, Desk desk, Consumer<Todo> editor) {
        super(theme.context());
        this.theme = theme;
        this.desk = desk;
        this.editor = editor;
        setGravity(android.view.Gravity.CENTER_VERTICAL);
        setPaddingRelative(theme.dp(6), theme.dp(3), 0, theme.dp(3));
        setBackground(theme.shape(theme.colours.card(), Theme.RADIUS));
        box = Tick.box(theme.context(), theme);
        title = theme.text(Type.BODY, theme.colours.ink());
        why = theme.text(Type.SMALL, theme.colours.red().text());
        sign = new ImageView(theme.context());
        words = Boxes.column(theme.context());
        words.setMinimumHeight(theme.dp(Theme.TOUCH));
        words.setGravity(android.view.Gravity.CENTER_VERTICAL);
        words.setPaddingRelative(theme.dp(6), theme.dp(8), theme.dp(12), theme.dp(8));
        words.setBackground(theme.touchable(theme.shape(0, 12), 12));
        words.addView(title, Boxes.wide());
        words.addView(why, Boxes.wide());
        addView(box, Boxes.square(theme.dp(Theme.TOUCH)));
        addView(words, Boxes.rest());
        LayoutParams end = Boxes.square(theme.dp(20));
        end.setMarginEnd(theme.dp(18));
        addView(sign, end);
    }

    void show(Todo todo) {
        box.setOnCheckedChangeListener(null); // The row may have shown another item.
        box.setChecked(todo.done());
        box.jumpDrawablesToCurrentState();
        box.setOnCheckedChangeListener((view, done) -> desk.mark(todo.id(), done));
        box.setContentDescription(todo.title());
        title.setText(todo.title());
        title.setTextColor(todo.done() ? theme.colours.muted() : theme.colours.ink());
        int flags = title.getPaintFlags();
        title.setPaintFlags(todo.done() ? flags | Paint.STRIKE_THRU_TEXT_FLAG : flags & ~Paint.STRIKE_THRU_TEXT_FLAG);
        Boxes.say(why, todo.refused().isEmpty() ? "" : "Only on this device");
        boolean marked = todo.waiting() || !todo.refused().isEmpty();
        Boxes.show(sign, marked);
        if (marked) {
            boolean refused = !todo.refused().isEmpty();
            sign.setImageDrawable(theme.icon(
                    refused ? Glyph.REFUSED : Glyph.CLOCK,
                    refused ? theme.colours.red().text() : theme.colours.muted()));
            sign.setContentDescription(refused ? "Refused by the server" : "Not at the server yet");
        }
        words.setContentDescription("Edit " + todo.title());
        words.setOnClickListener(view -> editor.accept(todo));
    }
}
