package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Meter;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The progress bar with its two lines, while there is any progress to show. */
final class MeterStrip extends VBox {
    private final Label title = new Label();
    private final Label detail = new Label();
    private final ProgressBar bar = new ProgressBar();

    MeterStrip() {
        setId("meter");
        getStyleClass().add("meter");
        title.getStyleClass().add("meter-title");
        detail.getStyleClass().add("muted");
        detail.setMinWidth(USE_PREF_SIZE);
        bar.setMaxWidth(Double.MAX_VALUE);
        getChildren().addAll(new HBox(title, Nodes.space(), detail), bar);
        Nodes.visible(this, false);
    }

    void show(@Nullable Meter meter) {
        Nodes.visible(this, meter != null);
        if (meter != null) {
            title.setText(meter.title());
            detail.setText(meter.detail());
            bar.setProgress(meter.done());
            bar.setAccessibleText(meter.title() + ", " + meter.detail());
        }
    }
}
