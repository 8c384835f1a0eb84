package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.Cells;
import dev.mooring.examples.desktop.Home;
import dev.mooring.examples.desktop.Watch;
import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.World;
import dev.mooring.examples.desktop.server.CellHome;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The example as its user sees it: one server, two devices, two windows. */
final class TwoWindows implements AutoCloseable {
    final @Nullable Home home;
    private final World world;
    final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.LIGHT);
    final Window phone;
    final Window laptop;

    /** Over a server of the log, whose list has had so many edits. */
    TwoWindows(Path folder, int edits) throws IOException, SQLException {
        home = Home.open(folder, edits);
        world = home.world(Platform::runLater);
        phone = new Window("Phone", folder, 0, Family.EVENT_LOG, home.url(), world);
        laptop = new Window("Laptop", folder, 500, Family.EVENT_LOG, home.url(), world);
    }

    /** Over a server of cells, which somebody else starts and ends. */
    TwoWindows(Path folder, CellHome cells) throws SQLException {
        home = null;
        world = Cells.world(cells, Platform::runLater);
        phone = new Window("Phone", folder, 0, Family.CHANGESET, cells.url(), world);
        laptop = new Window("Laptop", folder, 500, Family.CHANGESET, cells.url(), world);
    }

    /** A window and its hands. */
    final class Window {
        final Desk desk;
        final Watch watch;
        private final String name;
        private final Stage stage;
        private final DeskWindow window;

        Window(String name, Path folder, double x, Family family, String url, World world) throws SQLException {
            this.name = name.toLowerCase(Locale.ROOT);
            Clock clock = Clock.systemUTC();
            desk = Desk.open(name, folder.resolve(this.name + ".db"), family, url, Platform::runLater, clock);
            stage = Display.on(Stage::new);
            window = Display.on(() -> new DeskWindow(stage, name, desk, world, theme, clock));
            Display.run(() -> {
                scene().getRoot().setMouseTransparent(true); // Wherever the mouse is, it hovers over nothing.
                stage.setX(x);
                stage.setY(0);
                stage.show();
            });
            watch = new Watch(desk); // Behind the window: what it sees is shown.
        }

        Scene scene() {
            return stage.getScene();
        }

        <T extends Node> T find(String id, Class<T> type) {
            Node node = Display.on(() -> scene().lookup("#" + id));
            if (node == null) {
                throw new AssertionError("there is no " + id + " in the window of the " + name);
            }
            return type.cast(node);
        }

        boolean shows(String id) {
            return Display.on(() -> {
                Node node = scene().lookup("#" + id);
                return node != null && node.isVisible();
            });
        }

        /** Picks a line of "What if…". */
        void whatIf(String words) {
            MenuButton menu = find("what-if", MenuButton.class);
            Display.run(() -> menu.getItems().stream()
                    .filter(item -> words.equals(item.getText()))
                    .findFirst()
                    .orElseThrow()
                    .fire());
        }

        /** Waits until the simulator tells something with these words. */
        void awaitNews(String words) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            Label news = find("news", Label.class);
            Display.run(() -> news.textProperty().subscribe(text -> {
                if (text.contains(words)) {
                    told.complete(null);
                }
            }));
            told.orTimeout(40, TimeUnit.SECONDS).join();
        }

        /** As the mouse or Space does. */
        void press(String id) {
            ButtonBase button = find(id, ButtonBase.class);
            Display.run(button::fire);
        }

        /** Types a title, and Enter. */
        void write(String title) {
            TextField field = find("title", TextField.class);
            Display.run(() -> field.setText(title));
            key(field, KeyCode.ENTER);
        }

        /** Gives a refused item another title, and sends it. */
        void edit(String title) {
            TextField field = find("edited", TextField.class);
            Display.run(() -> field.setText(title));
            press("send");
        }

        void key(Node target, KeyCode code) {
            Display.run(() -> {
                Event.fireEvent(target, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
                Event.fireEvent(target, new KeyEvent(KeyEvent.KEY_RELEASED, "", "", code, false, false, false, false));
            });
        }

        /** Puts the focus on an item of the list. */
        Todos select(String title) {
            Todos todos = find("todos", Todos.class);
            Display.run(() -> {
                todos.requestFocus();
                for (int i = 0; i < todos.getItems().size(); i++) {
                    if (todos.getItems().get(i).title().equals(title)) {
                        todos.getSelectionModel().select(i);
                        todos.getFocusModel().focus(i);
                        return;
                    }
                }
                throw new AssertionError("the " + name + " has no " + title);
            });
            return todos;
        }

        /** Writes over an item's title: Enter, the new title, Enter. */
        void rename(String title, String next) {
            Todos todos = select(title);
            key(todos, KeyCode.ENTER);
            Display.frames(2);
            TextField field = (TextField) Display.on(() -> scene().getFocusOwner());
            Display.run(() -> field.setText(next));
            key(field, KeyCode.ENTER);
        }

        void tick(String title) {
            key(select(title), KeyCode.SPACE);
        }

        /** A picture in both themes. */
        void shoot(String state) {
            for (Theme each : Theme.values()) {
                Display.run(() -> theme.set(each));
                Shots.take(scene(), state + "-" + each.name().toLowerCase(Locale.ROOT));
            }
            Display.run(() -> theme.set(Theme.LIGHT));
        }
    }

    @Override
    public void close() {
        for (Window each : new Window[] {phone, laptop}) {
            Display.run(each.stage::close);
            each.desk.close();
        }
        world.close();
        if (home != null) {
            home.close();
        }
    }
}
