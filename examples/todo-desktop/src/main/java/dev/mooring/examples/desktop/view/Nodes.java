package dev.mooring.examples.desktop.view;

import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Small things that all parts of a window do. */
final class Nodes {
    private Nodes() {}

    /** A label that takes no room while it has nothing to say. */
    static void text(Label label, String text) {
        label.setText(text);
        visible(label, !text.isEmpty());
    }

    /** What is not visible takes no room, and is out of the way of the keyboard. */
    static void visible(Node node, boolean value) {
        node.setVisible(value);
        node.setManaged(value);
    }

    /** Gives it the colour of the light. */
    static void light(Node node, SyncStatus.Light light) {
        for (SyncStatus.Light each : SyncStatus.Light.values()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            node.pseudoClassStateChanged(PseudoClass.getPseudoClass(name), each == light);
        }
    }

    /** A line of text that wraps. */
    static Label paragraph(String text, String style) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }

    /** A path that wraps between its names, not inside them: behind each of them is a space as thin as a hair. */
    static String path(Path path) {
        return path.toString().replaceAll("(?<=[/\\\\])", "\u200a");
    }

    /** Takes the room that is left. */
    static Region space() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }
}
