package dev.mooring.examples.android.view;

import android.text.InputType;
import android.widget.EditText;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Todo;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;
import java.util.function.Consumer;

/** Where an item is renamed or deleted, in a sheet. */
final class Editor extends LinearLayout {
    Editor(Theme theme, Todo todo, Consumer<String> save, Runnable delete) {
        super(theme.context());
        setOrientation(VERTICAL);
        EditText field = theme.field(Ids.TITLE, "Title", 14);
        field.setInputType(InputType.TYPE_CLASS_TEXT
                | InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
                | InputType.TYPE_TEXT_FLAG_MULTI_LINE);
        field.setText(todo.title());
        field.setSelection(todo.title().length());
        addView(field, Boxes.wide());
        TextView words = theme.text(Type.SMALL, theme.colours.red().text());
        Boxes.say(words, todo.refused());
        addView(words, Boxes.below(Boxes.wide(), theme.dp(8)));
        LinearLayout buttons = Boxes.row(theme.context());
        buttons.addView(theme.button(Weight.DANGER, "Delete", delete), Boxes.rest());
        buttons.addView(
                theme.button(
                        Weight.FILLED,
                        "Save",
                        () -> save.accept(field.getText().toString().replace('\n', ' '))),
                Boxes.after(Boxes.rest(), theme.dp(10)));
        addView(buttons, Boxes.below(Boxes.wide(), theme.dp(16)));
    }
}
