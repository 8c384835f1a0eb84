package dev.mooring.examples.android.view;

import android.text.InputType;
import android.view.inputmethod.EditorInfo;
import android.widget.EditText;
import android.widget.ImageButton;
import android.widget.LinearLayout;
import java.util.function.Consumer;

/** Where an item is added: below the list, above the keyboard. */
final class AddBar extends LinearLayout {
    private final EditText field;
    private final Consumer<String> add;

    AddBar(Theme theme, Consumer<String> add) {
        super(theme.context());
        this.add = add;
        setGravity(android.view.Gravity.CENTER_VERTICAL);
        setPaddingRelative(theme.dp(Theme.EDGE), theme.dp(10), theme.dp(Theme.EDGE), theme.dp(14));
        setBackgroundColor(theme.colours.ground());
        field = theme.field(Ids.ADD, "Add a to-do", 26);
        field.setInputType(InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_FLAG_CAP_SENTENCES);
        field.setImeOptions(EditorInfo.IME_ACTION_DONE | EditorInfo.IME_FLAG_NO_EXTRACT_UI);
        field.setOnEditorActionListener((view, action, event) -> {
            submit();
            return true;
        });
        ImageButton button =
                theme.iconButton(Glyph.PLUS, theme.colours.onAccent(), theme.colours.accent(), "Add", this::submit);
        button.setBackground(theme.touchable(theme.shape(theme.colours.accent(), 26), 26));
        addView(field, Boxes.rest());
        addView(button, Boxes.after(Boxes.square(theme.dp(52)), theme.dp(10)));
    }

    private void submit() {
        add.accept(field.getText().toString());
        field.getText().clear();
    }
}
