package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Parked;
import dev.mooring.examples.desktop.model.Wording;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ScrollPane.ScrollBarPolicy;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Edits that lost or were refused, each with what can be done about it. Comes up from below when there are any. */
final class Drawer extends VBox {
    private static final double HIGHEST = 360;

    private final Desk desk;
    private final ToggleButton handle = new ToggleButton();
    private final VBox cards = new VBox();
    private final ScrollPane scroll = new ScrollPane(cards);
    private final StackPane arrow = Icon.ARROW.node();
    private List<Parked> shown = List.of();

    Drawer(Desk desk) {
        this.desk = desk;
        setId("drawer");
        getStyleClass().add("drawer");
        handle.setSelected(true);
        handle.getStyleClass().setAll("drawer-handle");
        handle.setGraphic(arrow);
        handle.setMaxWidth(Double.MAX_VALUE);
        handle.selectedProperty().addListener((was, before, now) -> open(now));
        cards.getStyleClass().add("cards");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollBarPolicy.NEVER);
        scroll.getStyleClass().setAll("plain-scroll");
        // As high as its cards are once their lines are broken, up to a limit.
        cards.heightProperty()
                .addListener((height, before, now) -> scroll.setPrefHeight(Math.min(HIGHEST, now.doubleValue() + 2)));
        scroll.setMinHeight(90);
        setVgrow(scroll, Priority.SOMETIMES);
        getChildren().addAll(handle, scroll);
        setMaxHeight(USE_PREF_SIZE);
        setVgrow(this, Priority.SOMETIMES); // In a small window it gives way once the list has.
        Nodes.visible(this, false);
    }

    void show(List<Parked> parked) {
        if (parked.equals(shown)) {
            return;
        }
        if (parked.size() > shown.size()) {
            handle.setSelected(true);
        }
        shown = parked;
        handle.setText(Wording.count(parked.size(), "edit") + (parked.size() == 1 ? " needs you" : " need you"));
        cards.getChildren().setAll(parked.stream().map(this::card).toList());
        Nodes.visible(this, !parked.isEmpty());
    }

    private void open(boolean value) {
        arrow.setRotate(value ? 0 : -90);
        Nodes.visible(scroll, value);
        handle.setAccessibleText(handle.getText() + (value ? ", shown" : ", hidden"));
    }

    private Node card(Parked parked) {
        Label kind = new Label(parked.refused() ? "Refused by the server" : "Another device was first");
        kind.setGraphic((parked.refused() ? Icon.INCOMPATIBLE : Icon.STUCK).node());
        kind.getStyleClass().add("card-kind");
        VBox card = new VBox(kind, line("You wanted", parked.wanted()), line("On the list", parked.now()));
        if (!parked.why().isEmpty()) {
            card.getChildren().add(line("Because", parked.why()));
        }
        card.getStyleClass().addAll("card", parked.refused() ? "refused" : "lost");
        Button first = parked.refused()
                ? button("_Try again", "retry", () -> desk.retry(parked.id()))
                : button("_Use mine again", "reissue", () -> desk.useMineAgain(parked.id()));
        first.getStyleClass().add("filled");
        Button second = button(parked.refused() ? "_Drop it" : "_Let go", "drop", () -> desk.letGo(parked.id()));
        first.setAccessibleHelp(parked.wanted());
        second.setAccessibleHelp(parked.wanted());
        HBox buttons = new HBox(first, second);
        buttons.getStyleClass().add("card-buttons");
        card.getChildren().add(buttons);
        return card;
    }

    private static Node line(String what, String words) {
        Label label = new Label(what);
        label.getStyleClass().addAll("muted", "card-label");
        label.setMinWidth(86);
        Label text = Nodes.paragraph(words, "card-words");
        HBox line = new HBox(label, text);
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
