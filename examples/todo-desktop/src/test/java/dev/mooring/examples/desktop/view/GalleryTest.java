package dev.mooring.examples.desktop.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.Notice;
import dev.mooring.examples.desktop.model.Notice.Tone;
import dev.mooring.examples.desktop.model.Notice.Way;
import dev.mooring.examples.desktop.model.RebuildOffer;
import dev.mooring.examples.desktop.model.Screen;
import dev.mooring.examples.desktop.model.Sign;
import dev.mooring.examples.desktop.model.World;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.layout.GridPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A picture of every state, light and dark, for somebody to look at. */
class GalleryTest {
    private static final World WORLD = new World(
            List.of(
                    new World.Happening("A shop's webhook writes to the list", () -> ""),
                    new World.Happening("The server is restored from a backup", () -> "")),
            Runnable::run);

    @TempDir
    Path folder;

    private Desk desk;
    private Stage stage;
    private DeskPane pane;
    private Scene scene;

    @BeforeEach
    void openAWindow() throws SQLException {
        Display.orSkip();
        Clock clock = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
        desk = Desk.open(
                "Phone", folder.resolve("phone.db"), Family.EVENT_LOG, "http://127.0.0.1:9", Platform::runLater, clock);
        Display.run(() -> {
            pane = new DeskPane("Phone", desk, WORLD, () -> {}, clock);
            scene = new Scene(pane, 480, 760);
            pane.setMouseTransparent(true); // Wherever the mouse is, it hovers over nothing.
            stage = new Stage();
            stage.setScene(scene);
            stage.show();
            scene.lookup("#todos").requestFocus();
        });
    }

    @AfterEach
    void closeIt() {
        if (stage != null) {
            Display.run(stage::close);
            desk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void everyStateHasItsPicture(Theme theme) {
        Display.run(() -> theme.applyTo(scene));
        Display.run(() -> pane.show(theme));
        screens().forEach((name, screen) -> {
            Display.run(() -> pane.show(screen));
            Shots.take(scene, "gallery-" + name + "-" + name(theme));
        });
        Display.run(() -> pane.show(screens().get("stuck")));
        Display.run(() -> pane.open(true));
        Shots.take(scene, "gallery-card-" + name(theme));
    }

    private static String name(Theme theme) {
        return theme.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Screen> screens() {
        Map<String, Screen> screens = new LinkedHashMap<>();
        screens.put(
                "synced",
                Samples.screen(Samples.status(State.SYNCED, null, 0, Progress.NONE, Set.of()), List.of(), List.of()));
        screens.put(
                "syncing",
                Samples.screen(
                        Samples.status(State.SYNCING, null, 2, Samples.pulling(1240, 3000), Set.of()),
                        List.of(),
                        List.of()));
        screens.put(
                "connecting",
                Samples.screen(
                        Samples.status(State.CONNECTING, Cause.OFFLINE, 2, Progress.NONE, Set.of()),
                        List.of(),
                        List.of()));
        screens.put(
                "stuck",
                Samples.screen(
                        Samples.status(State.STUCK, Cause.SERVER, 2, Progress.NONE, Set.of(Warning.ACKS_STALE)),
                        List.of(),
                        List.of(new Notice(
                                Tone.WARNING, "The server has not confirmed any edit for a while.", Way.NONE))));
        screens.put(
                "incompatible",
                Samples.screen(
                        Samples.status(State.INCOMPATIBLE, Cause.KNOWS_LESS, 2, Progress.NONE, Set.of()),
                        List.of(),
                        List.of(new Notice(
                                Tone.ALARM,
                                "The server is not the one that this list knows. Nothing is sent to it.",
                                Way.REBUILD))));
        screens.put(
                "disconnected",
                Samples.screen(
                        Samples.status(State.DISCONNECTED, Cause.SWITCHED_OFF, 0, Progress.NONE, Set.of()),
                        List.of(),
                        List.of()));
        screens.put("drawer", Samples.screen(Samples.parked(), Samples.PARKED, List.of()));
        Path export = Path.of("phone-20261121T093000.jsonl");
        screens.put(
                "rebuild",
                Samples.screen(
                        Samples.status(State.INCOMPATIBLE, Cause.KNOWS_LESS, 2, Progress.NONE, Set.of()),
                        List.of(),
                        List.of(),
                        new RebuildOffer(
                                RebuildPlan.exportingTo(export).droppingSuperseded(),
                                new RebuildPreview(3018, 2, 0, 0, 0, 1, 0, 3, false, 0, false),
                                export)));
        return screens;
    }

    /** For the documents: nothing but the lights, with what is behind each. */
    @ParameterizedTest
    @EnumSource(Theme.class)
    void everyLightHasItsShapeItsColourAndItsWord(Theme theme) {
        GridPane grid = new GridPane();
        grid.getStyleClass().add("desk");
        grid.setHgap(24);
        grid.setVgap(16);
        grid.setPadding(new Insets(24));
        Scene lights = Display.on(() -> {
            int row = 0;
            for (String name : List.of("synced", "syncing", "connecting", "stuck", "incompatible", "disconnected")) {
                StatusPill pill = new StatusPill();
                pill.show(screens().get(name));
                grid.add(pill, row % 3, row / 3);
                row++;
            }
            Scene made = new Scene(grid);
            theme.applyTo(made);
            return made;
        });
        Display.run(() -> stage.setScene(lights));
        Display.run(() -> stage.sizeToScene());
        Display.run(() -> grid.requestFocus());
        Shots.take(lights, "lights-" + name(theme));
        assertEquals(6, Stream.of(Sign.values()).map(Sign::title).distinct().count());
    }

    @Test
    void whateverTakesTheFocusHasAName() {
        Display.run(() -> pane.show(Theme.LIGHT));
        screens()
                .values()
                .forEach(screen -> Display.run(() -> {
                    pane.show(screen);
                    assertEquals(List.of(), nameless(pane));
                }));
    }

    private static List<String> nameless(Parent parent) {
        List<String> found = new ArrayList<>();
        for (Node node : parent.getChildrenUnmodifiable()) {
            if (!node.isVisible()) {
                continue;
            }
            boolean named = node.getAccessibleText() != null
                    || (node instanceof Labeled label
                            && label.getText() != null
                            && !label.getText().isEmpty());
            if (node.isFocusTraversable() && !named) {
                found.add(node.toString());
            }
            if (node instanceof Parent) {
                found.addAll(nameless((Parent) node));
            }
        }
        return found;
    }

    @Test
    void aSmallWindowHasRoomForAll() {
        Display.run(() -> {
            Theme.LIGHT.applyTo(scene);
            pane.show(Theme.LIGHT);
            pane.show(Samples.screen(
                    Samples.status(State.SYNCING, null, 2, Samples.pulling(1240, 3000), Set.of()),
                    Samples.PARKED,
                    List.of(new Notice(Tone.WARNING, "The clock of this device is far off.", Way.NONE))));
            stage.setWidth(440);
            stage.setHeight(620);
        });
        Shots.take(scene, "gallery-small-light");
        Bounds lowest = Display.on(() ->
                pane.lookup(".simulator").localToScene(pane.lookup(".simulator").getLayoutBounds()));
        assertTrue(lowest.getMaxY() <= 620 && lowest.getMaxX() <= 440, "the simulator is cut off: " + lowest);
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void theMenuIsInTheColoursOfItsWindow(Theme theme) {
        MenuButton menu = Display.on(() -> {
            theme.applyTo(scene);
            pane.show(screens().get("synced"));
            return (MenuButton) pane.lookup("#what-if");
        });
        Display.run(menu::show);
        Scene popup = Display.on(() -> menu.getItems().get(0).getParentPopup().getScene());
        Shots.take(popup, "gallery-menu-" + name(theme));
        Display.run(menu::hide);
    }

    @Test
    void anEmptyListSaysSo() {
        Display.run(() -> Theme.LIGHT.applyTo(scene));
        Shots.take(scene, "gallery-empty-light");
    }
}
