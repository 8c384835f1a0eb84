package dev.mooring.examples.android.view;

import android.app.Activity;
import android.os.Bundle;
import android.view.Gravity;
import android.widget.FrameLayout;
import android.widget.LinearLayout;
import android.widget.ListView;
import android.widget.TextView;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.model.RebuildOffer;
import dev.mooring.examples.android.model.Screen;
import dev.mooring.examples.android.model.Todo;
import dev.mooring.examples.android.view.Theme.Type;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The first activity's content: the light, the list, where one adds to it, and the sheets. For the main thread. */
public final class ListPane extends FrameLayout implements Pane {
    private final Theme theme;
    private final Desk desk;
    private final Clock clock;
    private final TextView summary;
    private final StatusStrip strip;
    private final Lines lines;
    private final Sheet sheet;
    private final UndoBar undo;
    private @Nullable Screen shown;
    private @Nullable Todo edited;
    private @Nullable StatusDetails details;
    private @Nullable RebuildOffer offer;

    /**
     * The content of a window.
     *
     * @param activity whose
     * @param desk the app behind it
     * @param settings opens them
     * @param clock the time of day
     */
    public ListPane(Activity activity, Desk desk, Runnable settings, Clock clock) {
        super(activity);
        this.theme = new Theme(activity);
        this.desk = desk;
        this.clock = clock;
        theme.dress(activity.getWindow());
        TextView title = theme.text(Type.DISPLAY, theme.colours.ink());
        title.setText("To-dos");
        Theme.heading(title);
        summary = theme.text(Type.SMALL, theme.colours.muted());
        LinearLayout words = Boxes.column(activity);
        words.addView(title, Boxes.wide());
        words.addView(summary, Boxes.wide());
        LinearLayout head = Boxes.row(activity);
        int edge = theme.dp(Theme.EDGE);
        head.setPaddingRelative(theme.dp(20), theme.dp(14), theme.dp(10), theme.dp(12));
        head.addView(words, Boxes.rest());
        head.addView(
                theme.iconButton(Glyph.SETTINGS, theme.colours.ink(), 0, "Settings", settings),
                Boxes.square(theme.dp(Theme.TOUCH)));
        strip = new StatusStrip(theme, this::openDetails);
        strip.setId(Ids.STATUS);
        lines = new Lines(theme, desk, settings, this::edit);
        ListView list = new ListView(activity);
        list.setId(Ids.LIST);
        list.setAdapter(lines);
        list.setDivider(null);
        list.setVerticalScrollBarEnabled(false);
        list.setSelector(android.R.color.transparent);
        list.setClipToPadding(false);
        list.setPadding(0, theme.dp(6), 0, theme.dp(12));
        list.setItemsCanFocus(true);
        undo = new UndoBar(theme);
        FrameLayout middle = new FrameLayout(activity);
        middle.addView(list);
        LayoutParams low = new LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT, Gravity.BOTTOM);
        low.setMargins(edge, 0, edge, theme.dp(4));
        middle.addView(undo, low);
        LinearLayout column = Boxes.column(activity);
        column.addView(head, Boxes.wide());
        LinearLayout.LayoutParams beside = Boxes.wide();
        beside.setMargins(edge, 0, edge, 0);
        column.addView(strip, beside);
        column.addView(middle, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));
        column.addView(new AddBar(theme, desk::add), Boxes.wide());
        column.setFocusableInTouchMode(true); // Takes the first focus, so that no keyboard comes up by itself.
        sheet = new Sheet(theme, column);
        addView(column);
        addView(sheet);
        Insets.padInside(this);
        column.setVisibility(INVISIBLE); // Until the first screen has been read.
    }

    @Override
    public void show(Screen screen) {
        shown = screen;
        getChildAt(0).setVisibility(VISIBLE);
        int open = screen.todos().size() - screen.done();
        summary.setText(screen.settings().user() + "’s list · " + open + " open"
                + (screen.done() == 0 ? "" : ", " + screen.done() + " done"));
        strip.show(screen);
        lines.show(screen);
        if (details != null) {
            details.show(screen, clock.instant());
        }
        if (screen.offer() != null && !screen.offer().equals(offer)) {
            offerRebuild(screen.offer());
        } else if (screen.offer() == null && offer != null) {
            sheet.close();
        }
    }

    // ---- sheets

    private void edit(Todo todo) {
        edited = todo;
        sheet.open(
                "Edit", new Editor(theme, todo, title -> rename(todo, title), () -> delete(todo)), () -> edited = null);
    }

    private void rename(Todo todo, String title) {
        sheet.close();
        if (!title.trim().equals(todo.title())) {
            desk.rename(todo.id(), title);
        }
    }

    private void delete(Todo todo) {
        sheet.close();
        desk.delete(todo.id());
        undo.show("Deleted “" + todo.title() + "”", () -> desk.putBack(todo));
    }

    private void openDetails() {
        Screen screen = shown;
        if (screen != null) {
            StatusDetails inside = new StatusDetails(theme, desk);
            inside.show(screen, clock.instant());
            details = inside;
            sheet.open(screen.title(), inside, () -> details = null);
        }
    }

    private void offerRebuild(RebuildOffer offered) {
        offer = offered;
        sheet.open(
                "Rebuild from the server",
                new RebuildDetails(theme, offered, desk::rebuild, desk::declineRebuild),
                () -> {
                    offer = null;
                    desk.declineRebuild();
                });
    }

    @Override
    public boolean back() {
        boolean open = sheet.isOpen();
        sheet.close();
        return open;
    }

    // ---- over a rotation

    /**
     * Keeps which item is being edited; what was typed is kept by Android.
     *
     * @param state of the activity
     */
    public void save(Bundle state) {
        Todo todo = edited;
        if (todo != null) {
            state.putStringArray("edited", new String[] {
                todo.id(), todo.title(), Boolean.toString(todo.done()), todo.addedAt(), todo.refused()
            });
        }
    }

    /**
     * Opens again what was open.
     *
     * @param state of {@link #save}
     */
    public void restore(Bundle state) {
        String[] kept = state.getStringArray("edited");
        if (kept != null) {
            edit(new Todo(kept[0], kept[1], Boolean.parseBoolean(kept[2]), kept[3], false, kept[4]));
        }
    }
}
