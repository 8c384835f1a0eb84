package dev.mooring.examples.android.view;

import android.widget.LinearLayout;
import android.widget.TextView;
import dev.mooring.examples.android.model.RebuildOffer;
import dev.mooring.examples.android.model.Wording;
import dev.mooring.examples.android.view.Theme.Type;
import dev.mooring.examples.android.view.Theme.Weight;
import dev.mooring.sync.recovery.RebuildPreview;

/** What a rebuild would do, in a sheet, before it is done. */
final class RebuildDetails extends LinearLayout {
    RebuildDetails(Theme theme, RebuildOffer offer, Runnable rebuild, Runnable decline) {
        super(theme.context());
        setOrientation(VERTICAL);
        TextView words = theme.text(Type.BODY, theme.colours.ink());
        words.setText(words(offer));
        addView(words, Boxes.wide());
        LinearLayout buttons = Boxes.row(theme.context());
        buttons.addView(theme.button(Weight.SOFT, "Not now", decline), Boxes.rest());
        buttons.addView(theme.button(Weight.FILLED, "Rebuild", rebuild), Boxes.after(Boxes.rest(), theme.dp(10)));
        addView(buttons, Boxes.below(Boxes.wide(), theme.dp(18)));
    }

    private static String words(RebuildOffer offer) {
        RebuildPreview preview = offer.preview();
        if (preview.underWay()) {
            return "A rebuild is under way already.";
        }
        return "The whole list is fetched from the server again, and takes the place of this one. "
                + (preview.doubted() ? "What this server does not have is gone from it then. " : "")
                + kept(preview)
                + copy(preview, offer.export().getName())
                + " Until all is here, the list stays as it is.";
    }

    private static String copy(RebuildPreview preview, String file) {
        boolean list = preview.confirmedExported() != 0;
        if (!list && preview.exported() == 0) {
            return "";
        }
        String edits = Wording.count(preview.exported(), "edit");
        String what = list ? "the list" + (preview.exported() == 0 ? "" : " and of " + edits) : edits;
        return " A copy of " + what + " is saved first, as " + file + ".";
    }

    private static String kept(RebuildPreview preview) {
        long kept = preview.pendingKept() + preview.supersededKept() + preview.quarantinedKept();
        return kept == 0
                ? "No edit waits here."
                : Wording.count(kept, "edit") + " of yours " + (kept == 1 ? "is" : "are") + " kept.";
    }
}
