package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Sign;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.FillRule;
import javafx.scene.shape.SVGPath;

/** Shapes on a square of 16. Coloured by their style class. */
enum Icon {
    /** A disc with a tick. */
    SYNCED("M8 0a8 8 0 1 0 0 16a8 8 0 1 0 0-16z M6.9 11.9L3.2 8.2l1.4-1.4l2.3 2.3l4.6-4.6l1.4 1.4z"),
    /** Two arrows in a round. */
    SYNCING("M8 1.6a6.4 6.4 0 0 1 5.4 3h-2.6v1.8H16V1.2h-1.7v1.9A8 8 0 0 0 .1 7.2h1.7A6.4 6.4 0 0 1 8 1.6z"
            + " M8 14.4a6.4 6.4 0 0 1-5.4-3h2.6V9.6H0v5.2h1.7v-1.9A8 8 0 0 0 15.9 8.8h-1.7A6.4 6.4 0 0 1 8 14.4z"),
    /** A ring with three dots. */
    CONNECTING(
            "M8 0a8 8 0 1 0 0 16a8 8 0 1 0 0-16z M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 1 1 0-12.8z M4.6 7a1 1 0 1 1 0"
                    + " 2a1 1 0 1 1 0-2z M8 7a1 1 0 1 1 0 2a1 1 0 1 1 0-2z M11.4 7a1 1 0 1 1 0 2a1 1 0 1 1 0-2z"),
    /** A triangle with an exclamation mark. */
    STUCK("M8 .6L16 15.2H0z M7.1 5.6h1.8v4.8H7.1z M7.1 11.6h1.8v1.8H7.1z"),
    /** An octagon with a cross. */
    INCOMPATIBLE("M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z"
            + " M5.2 3.9L3.9 5.2L6.7 8L3.9 10.8L5.2 12.1L8 9.3L10.8 12.1L12.1 10.8L9.3 8L12.1 5.2L10.8 3.9L8 6.7z"),
    /** A ring with a bar. */
    DISCONNECTED("M8 0a8 8 0 1 0 0 16a8 8 0 1 0 0-16z M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 1 1 0-12.8z"
            + " M4.2 7.1h7.6v1.8H4.2z"),
    /** A clock: waits to be sent. */
    WAITING("M8 0a8 8 0 1 0 0 16a8 8 0 1 0 0-16z M8 1.6a6.4 6.4 0 1 1 0 12.8a6.4 6.4 0 1 1 0-12.8z"
            + " M7.2 3.6h1.6v4.1l2.9 1.7l-.8 1.4L7.2 8.6z"),
    /** An arrow downwards. */
    ARROW("M2 4.6L8 11.4L14 4.6z"),
    /** A bubble of speech. */
    NOTE("M2 1h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H8.5L4.5 15.5V12H2a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2z M3.5 4h9v1.5h-9z"
            + " M3.5 7.2h6v1.5h-6z"),
    /** A bin. */
    BIN("M5.5 0h5l.8 1.6H15v1.6H1V1.6h3.7z M2.4 4.6h11.2L12.8 16H3.2z M5.4 6.6v7.2h1.5V6.6z M9.1 6.6v7.2h1.5V6.6z"),
    /** A sun. */
    SUN("M8 4.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z M7.2 0h1.6v2.6H7.2z M7.2 13.4h1.6V16H7.2z M0 7.2h2.6v1.6H0z"
            + " M13.4 7.2H16v1.6h-2.6z M2.3 3.4l1.1-1.1l1.9 1.9l-1.1 1.1z M10.7 11.8l1.1-1.1l1.9 1.9l-1.1 1.1z"
            + " M3.4 13.7l-1.1-1.1l1.9-1.9l1.1 1.1z M11.8 5.3l-1.1-1.1l1.9-1.9l1.1 1.1z"),
    /** A moon. */
    MOON("M6.2 .6A7.4 7.4 0 1 0 15.4 9.8A6.2 6.2 0 0 1 6.2 .6z");

    private final String path;

    Icon(String path) {
        this.path = path;
    }

    static Icon of(Sign sign) {
        return valueOf(sign.name());
    }

    /** A new node, in a box of its size, so that one icon takes the place of another. */
    StackPane node() {
        StackPane box = new StackPane();
        box.getStyleClass().add("icon-box");
        showIn(box);
        return box;
    }

    /** An arrow that points down where something is unfolded, and to the right where it is folded. */
    static StackPane fold() {
        StackPane arrow = ARROW.node();
        arrow.getStyleClass().add("fold-arrow");
        return arrow;
    }

    /** Shows this icon in a box in place of the one that is there. */
    void showIn(StackPane box) {
        SVGPath shape = new SVGPath();
        shape.setContent(path);
        shape.setFillRule(FillRule.EVEN_ODD);
        shape.getStyleClass().add("icon");
        box.getChildren().setAll(shape);
    }
}
