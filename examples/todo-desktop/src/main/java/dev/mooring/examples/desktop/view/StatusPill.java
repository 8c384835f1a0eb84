package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Sign;
import dev.mooring.examples.desktop.model.Wording;
import javafx.animation.Animation;
import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The status light: a shape, and a word for each state, why it is so or that it is live, the colour of the light, and how many edits are pending. Opens the status card. */
final class StatusPill extends Button {
    private final StackPane icon = new StackPane();
    private final Label state = new Label();
    private final Label beside = new Label();
    private final Label pending = new Label();
    private final Tooltip tooltip = new Tooltip();
    private final RotateTransition turning = new RotateTransition(Duration.seconds(1.6), icon);
    private @Nullable Sign shown;

    StatusPill() {
        setId("status");
        getStyleClass().setAll("pill");
        icon.getStyleClass().add("icon-box");
        state.getStyleClass().add("pill-state");
        beside.getStyleClass().add("pill-beside");
        beside.setId("beside");
        pending.getStyleClass().add("badge");
        pending.setId("pending");
        StackPane arrow = Icon.ARROW.node();
        arrow.getStyleClass().add("pill-arrow");
        HBox box = new HBox(icon, state, beside, pending, arrow);
        box.getStyleClass().add("pill-box");
        box.setAlignment(Pos.CENTER_LEFT);
        setGraphic(box);
        setTooltip(tooltip);
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(320);
        turning.setByAngle(360);
        turning.setInterpolator(Interpolator.LINEAR);
        turning.setCycleCount(Animation.INDEFINITE);
    }

    void show(Screen screen) {
        Sign sign = screen.sign();
        if (sign != shown) {
            Icon.of(sign).showIn(icon);
            shown = sign;
            turn(sign == Sign.SYNCING);
        }
        Nodes.light(this, screen.light());
        state.setText(sign.title());
        Nodes.text(beside, screen.beside());
        long count = screen.status().pending();
        Nodes.text(pending, count == 0 ? "" : Long.toString(count));
        tooltip.setText(screen.explanation().isEmpty() ? sign.title() : screen.explanation());
        setAccessibleText("Status: " + sign.title() + (screen.beside().isEmpty() ? "" : ", " + screen.beside())
                + (count == 0 ? "" : ", " + Wording.count(count, "edit") + " pending"));
        setAccessibleHelp(screen.explanation());
    }

    private void turn(boolean on) {
        if (on) {
            turning.playFromStart();
        } else {
            turning.stop();
            icon.setRotate(0);
        }
    }
}
