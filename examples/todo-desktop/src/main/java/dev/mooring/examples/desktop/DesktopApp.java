package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.TodoTable;
import dev.mooring.examples.desktop.model.World;
import dev.mooring.examples.desktop.server.CellHome;
import dev.mooring.examples.desktop.view.DeskWindow;
import dev.mooring.examples.desktop.view.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.stage.Stage;

/** One server, two devices, two windows. */
public final class DesktopApp extends Application {
    private static final int EDITS = 1000;

    private final Clock clock = Clock.systemUTC();
    private final Family family = Family.of(System.getProperty("desktop.dialect", ""));
    private final List<Desk> desks = new ArrayList<>();
    private String url = "";
    private World world = new World(List.of(), Platform::runLater);
    private Runnable end = () -> {};

    @Override
    public void start(Stage stage) throws IOException, SQLException {
        Path folder = folder();
        say("The files are in " + folder + ".");
        say("The server begins. At the first start a tablet writes a list and edits it " + EDITS + " times…");
        world = family == Family.CHANGESET ? cells() : log(folder);
        say("The server listens at " + url + ".");
        ObjectProperty<Theme> theme =
                new SimpleObjectProperty<>(Theme.preferred(System.getProperty("desktop.theme", "")));
        open(stage, "Phone", folder, theme, 120);
        open(new Stage(), "Laptop", folder, theme, 620);
        say("Both windows are open. Close them to end.");
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private World log(Path folder) throws IOException, SQLException {
        Home home = Home.open(folder, EDITS);
        url = home.url();
        end = home::close;
        return home.world(Platform::runLater);
    }

    private World cells() {
        CellHome server = new CellHome(Family.ROOM, TodoTable.SCHEMA);
        server.start();
        url = server.url();
        end = server::close;
        return Cells.world(server, Platform::runLater);
    }

    private static Path folder() throws IOException {
        String wish = System.getProperty("desktop.folder", "");
        return wish.isEmpty()
                ? Files.createTempDirectory("mooring-desktop")
                : Files.createDirectories(Path.of(wish).toAbsolutePath());
    }

    private void open(Stage stage, String device, Path folder, ObjectProperty<Theme> theme, double x)
            throws SQLException {
        Path file = folder.resolve(device.toLowerCase(Locale.ROOT) + ".db");
        Desk desk = Desk.open(device, file, family, url, Platform::runLater, clock);
        desk.start();
        desks.add(desk);
        new DeskWindow(stage, device, desk, world, theme, clock);
        stage.setX(x);
        stage.setY(80);
        stage.show();
    }

    @Override
    public void stop() {
        desks.forEach(Desk::close);
        world.close();
        end.run();
    }
}
