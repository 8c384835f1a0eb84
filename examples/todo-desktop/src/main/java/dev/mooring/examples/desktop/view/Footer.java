package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Weather;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;

/** The switches, what may go wrong on purpose, and light or dark. */
final class Footer extends HBox {
    private final Switch network;
    private final Switch sync;
    private final Map<Weather, RadioMenuItem> weathers = new EnumMap<>(Weather.class);
    private final StackPane themeIcon = Icon.MOON.node();
    private final Button theme = new Button();

    Footer(Desk desk, World world, Runnable otherTheme) {
        getStyleClass().add("footer");
        setAlignment(Pos.CENTER_LEFT);
        network = new Switch("network", "_Network", desk::network);
        sync = new Switch("sync", "_Sync", desk::syncing);
        MenuButton trouble = new MenuButton("What _if…");
        trouble.setId("what-if");
        trouble.setMnemonicParsing(true);
        trouble.setAccessibleHelp("Lets something go wrong on purpose");
        ToggleGroup group = new ToggleGroup();
        for (Weather weather : Weather.values()) {
            RadioMenuItem item = new RadioMenuItem(weather.words());
            item.setToggleGroup(group);
            item.setOnAction(event -> desk.weather(weather));
            weathers.put(weather, item);
            trouble.getItems().add(item);
        }
        trouble.getItems()
                .addAll(
                        new SeparatorMenuItem(),
                        item("The server is restored from an old backup", world::restoreFromBackup),
                        item("The server is another one, with another list", world::beginAnew),
                        item("Another device makes 5,000 changes", world::muchIsWritten));
        theme.setId("theme");
        theme.getStyleClass().setAll("round");
        theme.setGraphic(themeIcon);
        theme.setOnAction(event -> otherTheme.run());
        getChildren().addAll(network, sync, Nodes.space(), trouble, theme);
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(event -> action.run());
        return item;
    }

    void show(Screen screen) {
        network.show(screen.online());
        sync.show(screen.syncing());
        RadioMenuItem item = weathers.get(screen.weather());
        if (item != null) {
            item.setSelected(true);
        }
    }

    void show(Theme now) {
        boolean light = now == Theme.LIGHT;
        (light ? Icon.MOON : Icon.SUN).showIn(themeIcon);
        String text = light ? "Change to dark" : "Change to light";
        theme.setTooltip(new Tooltip(text));
        theme.setAccessibleText(text);
    }
}
