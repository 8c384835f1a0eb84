package dev.mooring.examples.android.view;

import android.app.Activity;
import android.text.InputType;
import android.view.View;
import android.widget.EditText;
import android.widget.FrameLayout;
import android.widget.LinearLayout;
import android.widget.ScrollView;
import android.widget.Switch;
import android.widget.TextView;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.model.RebuildOffer;
import dev.mooring.examples.android.model.Screen;
import dev.mooring.examples.android.model.Settings;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;
import org.jspecify.annotations.Nullable;

/** The settings: which server, whose list, sync now, on or off, and the way out of trouble. For the main thread. */
public final class SettingsPane extends FrameLayout implements Pane {
    /** What the switch is called. */
    public static final String SWITCH = "Keep in sync";

    private final Theme theme;
    private final Desk desk;
    private final EditText server;
    private final EditText user;
    private final TextView fault;
    private final Switch syncing;
    private final TextView status;
    private final Sheet sheet;
    private boolean filled;
    private @Nullable Screen shown;
    private @Nullable RebuildOffer offer;

    /**
     * The content of a window.
     *
     * @param activity whose
     * @param desk the app behind it
     * @param leave closes the window
     * @param kept whether Android fills in what was typed before a rotation
     */
    public SettingsPane(Activity activity, Desk desk, Runnable leave, boolean kept) {
        super(activity);
        this.theme = new Theme(activity);
        this.desk = desk;
        filled = kept;
        theme.dress(activity.getWindow());
        TextView title = theme.text(Type.HEADING, theme.colours.ink());
        title.setText("Settings");
        Theme.heading(title);
        LinearLayout head = Boxes.row(activity);
        head.setPaddingRelative(theme.dp(8), theme.dp(10), theme.dp(20), theme.dp(6));
        head.addView(
                theme.iconButton(Glyph.BACK, theme.colours.ink(), 0, "Back", leave),
                Boxes.square(theme.dp(Theme.TOUCH)));
        head.addView(title, Boxes.after(Boxes.rest(), theme.dp(8)));

        server = theme.field(Ids.SERVER, Settings.DEFAULT_SERVER, 14);
        server.setInputType(InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_URI);
        user = theme.field(Ids.USER, "Name", 14);
        user.setInputType(InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS);
        fault = theme.text(Type.SMALL, theme.colours.red().text());
        fault.setVisibility(GONE);
        LinearLayout where = card();
        named(where, "Address of the server", server);
        named(where, "Whose list", user);
        where.addView(fault, Boxes.below(Boxes.wide(), theme.dp(10)));
        where.addView(theme.button(Weight.FILLED, "Save", this::save), Boxes.below(Boxes.wide(), theme.dp(16)));

        syncing = new Switch(activity);
        syncing.setText(SWITCH);
        syncing.setTextSize(16);
        syncing.setTextColor(theme.colours.ink());
        syncing.setMinHeight(theme.dp(Theme.TOUCH));
        theme.tint(syncing);
        status = theme.text(Type.SMALL, theme.colours.muted());
        LinearLayout when = card();
        when.addView(syncing, Boxes.wide());
        when.addView(status, Boxes.wide());
        when.addView(theme.button(Weight.SOFT, "Sync now", desk::syncNow), Boxes.below(Boxes.wide(), theme.dp(14)));

        LinearLayout again = card();
        TextView what = theme.text(Type.STRONG, theme.colours.ink());
        what.setText("Rebuild from the server");
        TextView why = theme.text(Type.SMALL, theme.colours.muted());
        why.setText(
                "Fetches the whole list again, for a server that was set up anew, or when you want to be sure. Edits that wait"
                        + " are kept.");
        again.addView(what, Boxes.wide());
        again.addView(why, Boxes.below(Boxes.wide(), theme.dp(4)));
        again.addView(
                theme.button(Weight.SOFT, "Rebuild…", desk::offerRebuild), Boxes.below(Boxes.wide(), theme.dp(14)));

        LinearLayout cards = Boxes.column(activity);
        int edge = theme.dp(Theme.EDGE);
        cards.setPaddingRelative(edge, theme.dp(6), edge, edge);
        for (LinearLayout card : new LinearLayout[] {where, when, again}) {
            cards.addView(card, Boxes.below(Boxes.wide(), theme.dp(10)));
        }
        ScrollView scroll = new ScrollView(activity);
        scroll.addView(cards);
        LinearLayout column = Boxes.column(activity);
        column.addView(head, Boxes.wide());
        column.addView(scroll, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));
        column.setFocusableInTouchMode(true); // Takes the first focus, so that no keyboard comes up by itself.
        sheet = new Sheet(theme, column);
        addView(column);
        addView(sheet);
        Insets.padInside(this);
    }

    private LinearLayout card() {
        LinearLayout card = Boxes.column(theme.context());
        card.setBackground(theme.shape(theme.colours.card(), Theme.RADIUS));
        card.setPaddingRelative(theme.dp(18), theme.dp(16), theme.dp(18), theme.dp(18));
        return card;
    }

    private void named(LinearLayout card, String name, View field) {
        TextView label = theme.text(Type.LABEL, theme.colours.muted());
        label.setText(name);
        label.setLabelFor(field.getId());
        card.addView(label, Boxes.below(Boxes.wide(), card.getChildCount() == 0 ? 0 : theme.dp(14)));
        card.addView(field, Boxes.below(Boxes.wide(), theme.dp(6)));
    }

    private void save() {
        Screen screen = shown;
        boolean on = screen == null || screen.settings().syncing();
        Settings wanted = new Settings(
                server.getText().toString().trim(), user.getText().toString().trim(), on);
        Boxes.say(fault, wanted.fault());
        if (wanted.fault().isEmpty()) {
            desk.configure(wanted);
        }
    }

    @Override
    public void show(Screen screen) {
        shown = screen;
        if (!filled) {
            filled = true;
            server.setText(screen.settings().server());
            user.setText(screen.settings().user());
        }
        syncing.setOnCheckedChangeListener(null);
        syncing.setChecked(screen.settings().syncing());
        syncing.setOnCheckedChangeListener(
                (view, on) -> desk.configure(screen.settings().syncing(on)));
        status.setText(screen.title() + ". " + screen.sentence());
        RebuildOffer offered = screen.offer();
        if (offered == null) {
            sheet.close();
        } else if (!offered.equals(offer)) {
            sheet.open(
                    "Rebuild from the server",
                    new RebuildDetails(theme, offered, desk::rebuild, desk::declineRebuild),
                    desk::declineRebuild);
        }
        offer = offered;
    }

    @Override
    public boolean back() {
        boolean open = sheet.isOpen();
        sheet.close();
        return open;
    }
}
