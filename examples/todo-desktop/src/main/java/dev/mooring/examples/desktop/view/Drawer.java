package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Parked;
import dev.mooring.examples.desktop.model.Wording;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ScrollPane.ScrollBarPolicy;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Edits that lost or were refused, a line for each. Comes up from below when there are any; one alone is unfolded. */
final class Drawer extends VBox {
    private static final double HIGHEST = 360;

    private final Desk desk;
    private final ToggleButton handle = new ToggleButton();
    private final VBox cards = new VBox();
    private final ScrollPane scroll = new ScrollPane(cards);
    private final StackPane arrow = Icon.fold();
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
        if (parked.size() == 1) {
            card(parked.get(0)).unfold();
        }
        Nodes.visible(this, !parked.isEmpty());
    }

    /** The card that is there already, folded or not, or a new one. */
    private ParkedCard card(Parked parked) {
        for (Node node : cards.getChildren()) {
            if (node instanceof ParkedCard card && card.parked().equals(parked)) {
                return card;
            }
        }
        return new ParkedCard(desk, parked);
    }

    private void open(boolean value) {
        arrow.setRotate(value ? 0 : -90);
        Nodes.visible(scroll, value);
        handle.setAccessibleText(handle.getText() + (value ? ", shown" : ", hidden"));
    }
}
