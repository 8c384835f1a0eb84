package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Wording;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.Trouble;
import java.time.Instant;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** What is behind the light: a sentence or two, what can be done, and folded the explanation and the times. Hangs below the light. */
final class StatusCard extends VBox {
    private final StackPane icon = new StackPane();
    private final Label title = new Label();
    private final Label words = Nodes.paragraph("", "explanation");
    private final ToggleButton more = new ToggleButton("_Details");
    private final StackPane arrow = Icon.fold();
    private final VBox details = new VBox();
    private final Label file = Nodes.paragraph("", "path");
    private final Label explanation = Nodes.paragraph("", "fact");
    private final Button rebuild = new Button("_Rebuild…");
    private final Button cancel = new Button("_Call the rebuild off");
    private final GridPane facts = new GridPane();

    StatusCard(Desk desk) {
        setId("status-card");
        getStyleClass().addAll("above", "status-card");
        icon.getStyleClass().add("icon-box");
        title.getStyleClass().add("above-title");
        HBox head = new HBox(icon, title);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("above-head");
        facts.getStyleClass().add("facts");
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(USE_PREF_SIZE);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().setAll(names, values);
        Button now = new Button("Sync _now");
        now.setId("sync-now");
        now.getStyleClass().add("filled");
        now.setOnAction(event -> desk.syncNow());
        rebuild.setId("rebuild-any-time");
        rebuild.setOnAction(event -> desk.offer());
        cancel.setId("cancel-rebuild");
        cancel.setOnAction(event -> desk.cancelRebuild());
        HBox buttons = new HBox(now, rebuild, cancel);
        buttons.getStyleClass().add("card-buttons");
        more.setId("details");
        more.setMnemonicParsing(true);
        more.getStyleClass().setAll("drawer-handle");
        more.setGraphic(arrow);
        more.selectedProperty().addListener((was, before, open) -> unfolded(open));
        details.getStyleClass().add("details");
        details.getChildren().addAll(explanation, facts, file);
        unfolded(false);
        getChildren().addAll(head, words, buttons, more, details);
        setMaxSize(372, USE_PREF_SIZE);
        StackPane.setAlignment(this, Pos.TOP_RIGHT);
        Nodes.visible(this, false);
    }

    void show(Screen screen, Instant now) {
        SyncStatus status = screen.status();
        Icon.of(screen.sign()).showIn(icon);
        title.setText(screen.sign().title());
        Nodes.light(this, screen.light());
        words.setText(Wording.lead(status));
        Nodes.text(explanation, screen.explanation());
        facts.getChildren().clear();
        fact("Server heard", Wording.relative(status.contact().exchange(), now));
        fact("Last complete pull", Wording.relative(status.contact().pull(), now));
        fact("Last confirmation", Wording.relative(status.contact().ack(), now));
        String others = Wording.of(status.channel());
        if (!others.isEmpty()) {
            fact("Other devices", others);
        }
        if (status.nextAttempt() != null) {
            fact("Next attempt", Wording.relative(status.nextAttempt(), now));
        }
        Trouble trouble = status.trouble();
        if (trouble != null) {
            fact("Failed", Wording.count(trouble.attempts(), "time") + " in a row");
        }
        file.setText("In the file " + Nodes.path(screen.file()));
        Nodes.visible(rebuild, screen.mayRebuild());
        Nodes.visible(cancel, screen.isRebuilding());
    }

    private void unfolded(boolean value) {
        arrow.setRotate(value ? 0 : -90);
        Nodes.visible(details, value);
        more.setAccessibleText("Details" + (value ? ", shown" : ", hidden"));
    }

    private void fact(String name, String value) {
        Label left = new Label(name);
        left.getStyleClass().add("muted");
        left.setMinWidth(USE_PREF_SIZE);
        GridPane.setValignment(left, VPos.TOP);
        facts.addRow(facts.getRowCount(), left, Nodes.paragraph(value, "fact"));
    }
}
