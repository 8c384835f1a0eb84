package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.World;
import java.time.Clock;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The window of one device. On the JavaFX thread. */
public final class DeskWindow {
    private final DeskPane pane;
    private final Scene scene;

    /**
     * Fills a stage; does not show it.
     *
     * @param stage to be filled
     * @param device its name
     * @param desk its model, which runs its viewers on the JavaFX thread
     * @param world what may happen to the server
     * @param theme of all windows
     * @param clock for times such as "5 s ago"
     */
    public DeskWindow(Stage stage, String device, Desk desk, World world, ObjectProperty<Theme> theme, Clock clock) {
        pane = new DeskPane(device, desk, world, () -> theme.set(theme.get().other()), clock);
        scene = new Scene(pane, 480, 760);
        theme.subscribe(now -> {
            now.applyTo(scene);
            pane.show(now);
        });
        stage.setTitle(device + " – Mooring to-dos");
        stage.setScene(scene);
        stage.setMinWidth(440);
        stage.setMinHeight(620);
        pane.begin();
        desk.show(this::show);
    }

    /** Shows what there is to see. */
    void show(Screen screen) {
        pane.show(screen);
    }
}
