package dev.mooring.examples.desktop.view;

import java.util.function.Consumer;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A switch with a word beside it. Shows what is, not what was clicked: the model moves it. */
final class Switch extends ToggleButton {
    private boolean showing;

    Switch(String id, String text, Consumer<Boolean> action) {
        super(text);
        setId(id);
        getStyleClass().setAll("switch");
        setMnemonicParsing(true);
        Region thumb = new Region();
        thumb.getStyleClass().add("thumb");
        StackPane track = new StackPane(thumb);
        track.getStyleClass().add("track");
        setGraphic(track);
        selectedProperty().addListener((was, before, now) -> {
            setAccessibleText(text.replace("_", "") + (now ? ", on" : ", off"));
            if (!showing) {
                action.accept(now);
            }
        });
    }

    void show(boolean on) {
        showing = true;
        setSelected(on);
        showing = false;
    }
}
