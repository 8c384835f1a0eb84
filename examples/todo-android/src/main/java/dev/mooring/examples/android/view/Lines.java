package dev.mooring.examples.android.view;

import android.view.Gravity;
import android.view.View;
import android.view.ViewGroup;
import android.widget.BaseAdapter;
import android.widget.FrameLayout;
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.Decision;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.model.Notice;
import dev.mooring.examples.android.model.Screen;
import dev.mooring.examples.android.model.Todo;
import dev.mooring.examples.android.view.Theme.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lines of the list: notices, what is to be decided, what is to be done, and what is done. */
final class Lines extends BaseAdapter {
    private final Theme theme;
    private final Desk desk;
    private final Runnable settings;
    private final Consumer<Todo> editor;
    private List<Line> lines = List.of();

    /** One line. */
    sealed interface Line {
        /** Something above the list. */
        record Said(Notice notice) implements Line {}

        /** An edit to be decided about. */
        record Asked(Decision decision) implements Line {}

        /** A heading. */
        record Heading(String words) implements Line {}

        /** An item. */
        record Item(Todo todo) implements Line {}

        /** Nothing at all. */
        record Nothing() implements Line {}
    }

    Lines(Theme theme, Desk desk, Runnable settings, Consumer<Todo> editor) {
        this.theme = theme;
        this.desk = desk;
        this.settings = settings;
        this.editor = editor;
    }

    void show(Screen screen) {
        List<Line> next = of(screen);
        if (!next.equals(lines)) {
            lines = next;
            notifyDataSetChanged();
        }
    }

    static List<Line> of(Screen screen) {
        List<Line> lines = new ArrayList<>();
        screen.notices().forEach(notice -> lines.add(new Line.Said(notice)));
        if (!screen.decisions().isEmpty()) {
            lines.add(new Line.Heading("For you to decide"));
            screen.decisions().forEach(decision -> lines.add(new Line.Asked(decision)));
        }
        List<Line> done = new ArrayList<>();
        List<Line> open = new ArrayList<>();
        for (Todo todo : screen.todos()) {
            (todo.done() ? done : open).add(new Line.Item(todo));
        }
        if (!open.isEmpty()) {
            lines.add(new Line.Heading("To do"));
            lines.addAll(open);
        }
        if (!done.isEmpty()) {
            lines.add(new Line.Heading("Done"));
            lines.addAll(done);
        }
        if (screen.todos().isEmpty() && screen.decisions().isEmpty()) {
            lines.add(new Line.Nothing());
        }
        return lines;
    }

    @Override
    public int getCount() {
        return lines.size();
    }

    @Override
    public Line getItem(int position) {
        return lines.get(position);
    }

    @Override
    public long getItemId(int position) {
        return position;
    }

    @Override
    public int getViewTypeCount() {
        return 5;
    }

    @Override
    public int getItemViewType(int position) {
        Line line = lines.get(position);
        if (line instanceof Line.Said) {
            return 0;
        }
        if (line instanceof Line.Asked) {
            return 1;
        }
        if (line instanceof Line.Heading) {
            return 2;
        }
        return line instanceof Line.Item ? 3 : 4;
    }

    /** The heading and the cards are what is touched, not the lines. */
    @Override
    public boolean areAllItemsEnabled() {
        return false;
    }

    @Override
    public boolean isEnabled(int position) {
        return false;
    }

    @Override
    public View getView(int position, @Nullable View old, ViewGroup parent) {
        Line line = lines.get(position);
        FrameLayout frame = old instanceof FrameLayout before ? before : frame(line);
        View view = frame.getChildAt(0);
        if (line instanceof Line.Said said && view instanceof NoticeCard card) {
            card.show(said.notice(), settings, desk::offerRebuild);
        } else if (line instanceof Line.Asked asked && view instanceof DecisionCard card) {
            card.show(asked.decision());
        } else if (line instanceof Line.Heading heading && view instanceof TextView text) {
            text.setText(heading.words());
        } else if (line instanceof Line.Item item && view instanceof TodoRow row) {
            row.show(item.todo());
        }
        return frame;
    }

    private FrameLayout frame(Line line) {
        FrameLayout frame = new FrameLayout(theme.context());
        int edge = theme.dp(Theme.EDGE);
        frame.setPaddingRelative(edge, theme.dp(3), edge, theme.dp(3));
        if (line instanceof Line.Said) {
            frame.addView(new NoticeCard(theme));
        } else if (line instanceof Line.Asked) {
            frame.addView(new DecisionCard(theme, desk));
        } else if (line instanceof Line.Heading) {
            TextView heading = theme.text(Type.LABEL, theme.colours.muted());
            heading.setPaddingRelative(theme.dp(4), theme.dp(14), 0, theme.dp(3));
            Theme.heading(heading);
            frame.addView(heading);
        } else if (line instanceof Line.Item) {
            frame.addView(new TodoRow(theme, desk, editor));
        } else {
            frame.addView(nothing());
        }
        return frame;
    }

    private View nothing() {
        LinearLayout box = Boxes.column(theme.context());
        box.setGravity(Gravity.CENTER_HORIZONTAL);
        box.setPaddingRelative(theme.dp(24), theme.dp(96), theme.dp(24), 0);
        ImageView picture = new ImageView(theme.context());
        picture.setBackground(theme.shape(theme.colours.soft(), 48));
        picture.setPadding(theme.dp(24), theme.dp(24), theme.dp(24), theme.dp(24));
        picture.setImageDrawable(theme.icon(Glyph.CHECK, theme.colours.accent()));
        TextView title = theme.text(Type.HEADING, theme.colours.ink());
        title.setText("Nothing to do");
        TextView words = theme.text(Type.BODY, theme.colours.muted());
        words.setText(
                "Write something below. It is on this device at once, and on the others as soon as they are online.");
        words.setTextAlignment(View.TEXT_ALIGNMENT_GRAVITY);
        words.setGravity(Gravity.CENTER_HORIZONTAL);
        box.addView(picture, Boxes.square(theme.dp(96)));
        box.addView(title, Boxes.below(Boxes.snug(), theme.dp(20)));
        box.addView(words, Boxes.below(Boxes.snug(), theme.dp(8)));
        return box;
    }
}
