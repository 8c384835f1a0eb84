package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.World;
import java.time.Clock;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** A window's content: the list with its surroundings, and above it the status card and the rebuild dialog. */
final class DeskPane extends StackPane {
    private final Clock clock;
    private final VBox content = new VBox();
    private final StatusPill pill = new StatusPill();
    private final MeterStrip meter = new MeterStrip();
    private final Label summary = new Label();
    private final Region scrim = new Region();
    private final AddRow addRow;
    private final Notices notices;
    private final Todos todos;
    private final Drawer drawer;
    private final Footer footer;
    private final Simulator simulator;
    private final StatusCard card;
    private final RebuildSheet rebuild;
    private final Timeline ticking = new Timeline();
    private @Nullable Screen shown;

    DeskPane(String device, Desk desk, World world, Runnable otherTheme, Clock clock) {
        this.clock = clock;
        getStyleClass().add("desk");
        notices = new Notices(desk);
        todos = new Todos(desk);
        drawer = new Drawer(desk);
        footer = new Footer(desk, otherTheme);
        simulator = new Simulator(desk, world);
        card = new StatusCard(desk);
        rebuild = new RebuildSheet(desk);
        addRow = new AddRow(desk);
        content.getStyleClass().add("content");
        content.getChildren().addAll(header(device), meter, notices, addRow, todos, drawer, footer, simulator);
        scrim.getStyleClass().add("scrim");
        scrim.setOnMouseClicked(event -> close());
        Nodes.visible(scrim, false);
        getChildren().addAll(content, scrim, card, rebuild);
        pill.setOnAction(event -> open(!card.isVisible()));
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE && card.isVisible()) {
                close();
                key.consume();
            }
        });
        ticking.getKeyFrames().add(new KeyFrame(Duration.seconds(1), event -> desk.refresh()));
        ticking.setCycleCount(Animation.INDEFINITE);
    }

    private HBox header(String device) {
        Label name = new Label(device);
        name.getStyleClass().add("device");
        summary.getStyleClass().add("muted");
        VBox names = new VBox(name, summary);
        names.setMinWidth(USE_PREF_SIZE);
        HBox header = new HBox(names, Nodes.space(), pill);
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("header");
        pill.setMinWidth(USE_PREF_SIZE);
        return header;
    }

    void show(Screen screen) {
        shown = screen;
        pill.show(screen);
        long open = screen.todos().stream().filter(todo -> !todo.done()).count();
        summary.setText(open + " to do, " + (screen.todos().size() - open) + " done");
        meter.show(screen.meter());
        notices.show(screen.notices());
        todos.show(screen.todos());
        drawer.show(screen.parked());
        footer.show(screen);
        simulator.show(screen);
        tellTimes();
        rebuild.show(screen.offer());
        if (screen.offer() != null && card.isVisible()) {
            Nodes.visible(card, false);
            ticking.stop();
        }
        cover();
    }

    /** Where a user begins. */
    void begin() {
        addRow.lookup("#title").requestFocus();
    }

    void show(Theme theme) {
        footer.show(theme);
    }

    /** The status card; its times go on while it is open. */
    void open(boolean value) {
        Nodes.visible(card, value);
        tellTimes();
        if (value) {
            ticking.playFromStart();
            card.lookup("#sync-now").requestFocus();
        } else {
            ticking.stop();
            pill.requestFocus();
        }
        cover();
    }

    private void close() {
        if (card.isVisible()) {
            open(false);
        }
    }

    /** While something lies above, what is below can neither be clicked nor reached by keys. */
    private void cover() {
        boolean covered = card.isVisible() || rebuild.isVisible();
        Nodes.visible(scrim, covered);
        scrim.setOpacity(rebuild.isVisible() ? 1 : 0.35);
        content.setDisable(covered);
    }

    private void tellTimes() {
        Screen screen = shown;
        if (screen != null && card.isVisible()) {
            card.show(screen, clock.instant());
        }
    }
}
