package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Weather;
import dev.mooring.examples.desktop.model.World;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What is no part of the app: the device's network, and what may go wrong on purpose, with a line that tells what became of it. */
final class Simulator extends VBox {
    private final Switch network;
    private final Map<Weather, RadioMenuItem> weathers = new EnumMap<>(Weather.class);
    private final Label news = Nodes.paragraph("", "news");

    Simulator(Desk desk, World world) {
        getStyleClass().add("simulator");
        Label title = new Label("Simulator");
        title.getStyleClass().add("simulator-title");
        network = new Switch("network", "_Network", desk::network);
        HBox line = new HBox(title, Nodes.space(), network, menu(desk, world));
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("simulator-line");
        news.setId("news");
        Nodes.text(news, "");
        getChildren().addAll(line, news);
        world.onNews(words -> Nodes.text(news, words));
    }

    private MenuButton menu(Desk desk, World world) {
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
        trouble.getItems().add(new SeparatorMenuItem());
        for (World.Happening happening : world.happenings()) {
            MenuItem item = new MenuItem(happening.words());
            item.setOnAction(event -> world.begin(happening));
            trouble.getItems().add(item);
        }
        return trouble;
    }

    void show(Screen screen) {
        network.show(screen.online());
        RadioMenuItem item = weathers.get(screen.weather());
        if (item != null) {
            item.setSelected(true);
        }
    }
}
