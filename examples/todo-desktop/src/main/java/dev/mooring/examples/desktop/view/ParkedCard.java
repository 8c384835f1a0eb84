package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Parked;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** An edit that lost or was refused: one line, and unfolded what was wanted, what is there, why, and what can be done. */
final class ParkedCard extends VBox {
    private final Desk desk;
    private final Parked parked;
    private final ToggleButton head = new ToggleButton();
    private final StackPane arrow = Icon.fold();
    private final Label kind = new Label();
    private final Label wanted = new Label();
    private final VBox body = new VBox();
    private final HBox buttons = new HBox();

    ParkedCard(Desk desk, Parked parked) {
        this.desk = desk;
        this.parked = parked;
        getStyleClass().addAll("card", parked.refused() ? "refused" : "lost");
        kind.setMinWidth(USE_PREF_SIZE);
        kind.getStyleClass().add("card-kind");
        wanted.setText(parked.wanted());
        HBox.setHgrow(wanted, Priority.ALWAYS);
        wanted.setMaxWidth(Double.MAX_VALUE);
        HBox line = new HBox((parked.refused() ? Icon.INCOMPATIBLE : Icon.STUCK).node(), kind, wanted, arrow);
        line.getStyleClass().add("card-head-line");
        line.prefWidthProperty().bind(widthProperty().subtract(34));
        head.setGraphic(line);
        head.getStyleClass().setAll("card-head");
        head.setMaxWidth(Double.MAX_VALUE);
        head.selectedProperty().addListener((was, before, now) -> unfolded(now));
        body.getStyleClass().add("card-body");
        body.getChildren().addAll(line("You wanted", parked.wanted()), line("On the list", parked.now()));
        if (!parked.why().isEmpty()) {
            body.getChildren().add(line("Because", parked.why()));
        }
        buttons.getStyleClass().add("card-buttons");
        offer();
        body.getChildren().add(buttons);
        getChildren().addAll(head, body);
        unfolded(false);
    }

    Parked parked() {
        return parked;
    }

    void unfold() {
        head.setSelected(true);
    }

    private void unfolded(boolean value) {
        arrow.setRotate(value ? 0 : -90);
        Nodes.visible(body, value);
        wanted.setVisible(!value);
        if (value) {
            kind.setText(parked.refused() ? "Refused by the server" : "Another device was first");
        } else {
            kind.setText(parked.refused() ? "Refused" : "Overtaken");
        }
        head.setAccessibleText((parked.refused() ? "Refused by the server: " : "Another device was first: ")
                + parked.wanted()
                + (value ? ", unfolded" : ", folded"));
    }

    private void offer() {
        Button first = first();
        first.getStyleClass().add("filled");
        Button drop = button(parked.refused() ? "_Drop it" : "_Let go", "drop", () -> desk.letGo(parked.id()));
        first.setAccessibleHelp(parked.wanted());
        drop.setAccessibleHelp(parked.wanted());
        buttons.getChildren().setAll(first, drop);
    }

    private Button first() {
        if (!parked.refused()) {
            return button("_Use mine again", "reissue", () -> desk.useMineAgain(parked.id()));
        }
        return parked.title().isEmpty()
                ? button("_Try again", "retry", () -> desk.retry(parked.id()))
                : button("_Edit and send again", "edit", this::edit);
    }

    /** The title in a field, in place of the buttons. Enter sends, Escape leaves it as it is. */
    private void edit() {
        TextField field = new TextField(parked.title());
        field.setId("edited");
        field.setAccessibleText("New title");
        HBox.setHgrow(field, Priority.ALWAYS);
        Button send = button("_Send", "send", () -> desk.sendEdited(parked, field.getText()));
        send.getStyleClass().add("filled");
        send.setMinWidth(USE_PREF_SIZE);
        send.disableProperty().bind(field.textProperty().isEmpty());
        field.setOnAction(event -> send.fire());
        field.setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                offer();
                buttons.getChildren().get(0).requestFocus();
                key.consume();
            }
        });
        buttons.getChildren().setAll(field, send);
        field.requestFocus();
        field.end();
    }

    private static Node line(String what, String words) {
        Label label = new Label(what);
        label.getStyleClass().addAll("muted", "card-label");
        label.setMinWidth(86);
        HBox line = new HBox(label, Nodes.paragraph(words, "card-words"));
        line.getStyleClass().add("card-line");
        return line;
    }

    private static Button button(String text, String id, Runnable action) {
        Button button = new Button(text);
        button.setId(id);
        button.setMnemonicParsing(true);
        button.setOnAction(event -> action.run());
        return button;
    }
}
