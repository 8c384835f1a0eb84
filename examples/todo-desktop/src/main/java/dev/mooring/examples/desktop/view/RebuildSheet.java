package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.RebuildOffer;
import dev.mooring.examples.desktop.model.Wording;
import dev.mooring.sync.recovery.RebuildPreview;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The rebuild dialog: what would happen, in numbers, and what is only forgotten if it is ticked. Escape declines. */
final class RebuildSheet extends VBox {
    private static final PseudoClass FORGETS = PseudoClass.getPseudoClass("forgets");

    private final Desk desk;
    private final VBox lines = new VBox();
    private final Label export = Nodes.paragraph("", "path");
    private final CheckBox sendBack = new CheckBox("_Send back what the server has lost");
    private final CheckBox pending = new CheckBox();
    private final CheckBox superseded = new CheckBox();
    private final CheckBox quarantined = new CheckBox();
    private final Label warning = Nodes.paragraph("", "notice-words");
    private final HBox alarm = new HBox(Icon.STUCK.node(), warning);
    private final Button keep = new Button("_Cancel");
    private final Button go = new Button();

    RebuildSheet(Desk desk) {
        this.desk = desk;
        setId("rebuild-sheet");
        getStyleClass().addAll("above", "dialog");
        Label title = new Label("Rebuild this list from the server");
        title.getStyleClass().add("above-title");
        lines.getStyleClass().add("preview");
        alarm.getStyleClass().addAll("notice", "alarm");
        alarm.setAlignment(Pos.CENTER_LEFT);
        boxes();
        keep.setId("decline");
        keep.setCancelButton(true);
        keep.setOnAction(event -> desk.decline());
        go.setId("accept");
        go.setMnemonicParsing(true);
        go.getStyleClass().add("filled");
        go.setOnAction(event -> desk.rebuild());
        HBox buttons = new HBox(Nodes.space(), keep, go);
        buttons.getStyleClass().add("card-buttons");
        getChildren()
                .addAll(
                        title,
                        Nodes.paragraph(
                                "Everything that came from the server is fetched anew, beside what is here, and put in"
                                        + " its place at once. Until then the list stays as it is.",
                                "explanation"),
                        lines,
                        export,
                        sendBack,
                        pending,
                        superseded,
                        quarantined,
                        alarm,
                        buttons);
        setMaxSize(400, USE_PREF_SIZE);
        StackPane.setAlignment(this, Pos.CENTER);
        Nodes.visible(this, false);
    }

    private void boxes() {
        sendBack.setId("send-back");
        pending.setId("drop-pending");
        superseded.setId("drop-superseded");
        quarantined.setId("drop-quarantined");
        for (CheckBox box : new CheckBox[] {sendBack, pending, superseded, quarantined}) {
            box.setMnemonicParsing(true);
            box.setWrapText(true);
            box.setOnAction(event -> desk.offer(
                    sendBack.isSelected(), pending.isSelected(), superseded.isSelected(), quarantined.isSelected()));
        }
    }

    void show(@Nullable RebuildOffer offer) {
        boolean opens = offer != null && !isVisible();
        Nodes.visible(this, offer != null);
        if (offer == null) {
            return;
        }
        RebuildPreview preview = offer.preview();
        lines.getChildren().clear();
        String rows = preview.confirmed() == RebuildPreview.UNKNOWN
                ? "All confirmed changes"
                : Wording.count(preview.confirmed(), "confirmed change");
        line(Icon.SYNCING, rows, "fetched anew");
        if (preview.pendingKept() > 0) {
            line(Icon.WAITING, Wording.count(preview.pendingKept(), "unsent edit"), "kept, sent afterwards");
        }
        kept(preview.supersededKept(), "overtaken edit");
        kept(preview.quarantinedKept(), "refused edit");
        dropped(preview.pendingDropped(), "unsent edit");
        dropped(preview.supersededDropped(), "overtaken edit");
        dropped(preview.quarantinedDropped(), "refused edit");
        boolean any = preview.exported() > 0;
        Nodes.text(
                export,
                any ? Wording.count(preview.exported(), "edit") + " first saved to " + Nodes.path(offer.export()) : "");
        sendBack.setSelected(offer.plan().resendConfirmed());
        Nodes.visible(sendBack, preview.doubted());
        pending.setSelected(offer.plan().dropPending());
        superseded.setSelected(offer.plan().dropSuperseded());
        quarantined.setSelected(offer.plan().dropQuarantined());
        box(pending, "_Forget unsent edits", preview.pendingKept() + preview.pendingDropped());
        box(superseded, "Forget _overtaken edits", preview.supersededKept() + preview.supersededDropped());
        box(quarantined, "Forget re_fused edits", preview.quarantinedKept() + preview.quarantinedDropped());
        long lost = preview.pendingDropped() + preview.supersededDropped() + preview.quarantinedDropped();
        warning.setText(Wording.count(lost, "edit") + " will be gone from this list. The saved file has "
                + (lost == 1 ? "it." : "them."));
        Nodes.visible(alarm, lost > 0);
        go.setText(lost > 0 ? "_Rebuild and forget " + lost : "_Rebuild");
        go.pseudoClassStateChanged(FORGETS, lost > 0);
        go.setDisable(preview.underWay());
        if (opens) {
            go.requestFocus();
        }
    }

    private void kept(long count, String noun) {
        if (count > 0) {
            line(Icon.WAITING, Wording.count(count, noun), "kept");
        }
    }

    private void dropped(long count, String noun) {
        if (count > 0) {
            line(Icon.BIN, Wording.count(count, noun), "forgotten");
        }
    }

    private void line(Icon icon, String what, String becomes) {
        Label fate = new Label(becomes);
        fate.getStyleClass().add("muted");
        StackPane shape = icon.node();
        HBox line = new HBox(shape, new Label(what), Nodes.space(), fate);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().addAll("preview-line", icon == Icon.BIN ? "dropped" : "kept");
        lines.getChildren().add(line);
    }

    private static void box(CheckBox box, String text, long count) {
        box.setText(text);
        Nodes.visible(box, count > 0);
    }
}
