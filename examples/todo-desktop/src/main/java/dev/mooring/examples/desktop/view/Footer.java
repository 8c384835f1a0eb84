package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;

/** The app's own switch, and light or dark. */
final class Footer extends HBox {
    private final Switch sync;
    private final StackPane themeIcon = Icon.MOON.node();
    private final Button theme = new Button();

    Footer(Desk desk, Runnable otherTheme) {
        getStyleClass().add("footer");
        setAlignment(Pos.CENTER_LEFT);
        sync = new Switch("sync", "_Sync", desk::syncing);
        sync.setTooltip(new Tooltip("Off: sends what is left, and lets others write"));
        theme.setId("theme");
        theme.getStyleClass().setAll("round");
        theme.setGraphic(themeIcon);
        theme.setOnAction(event -> otherTheme.run());
        getChildren().addAll(sync, Nodes.space(), theme);
    }

    void show(Screen screen) {
        sync.show(screen.syncing());
    }

    void show(Theme now) {
        boolean light = now == Theme.LIGHT;
        (light ? Icon.MOON : Icon.SUN).showIn(themeIcon);
        String text = light ? "Change to dark" : "Change to light";
        theme.setTooltip(new Tooltip(text));
        theme.setAccessibleText(text);
    }
}
