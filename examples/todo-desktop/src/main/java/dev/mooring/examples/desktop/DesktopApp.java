package dev.mooring.examples.desktop;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Family;
import dev.mooring.examples.desktop.model.TodoTable;
import dev.mooring.examples.desktop.server.CellHome;
import dev.mooring.examples.desktop.server.HomeServer;
import dev.mooring.examples.desktop.server.Tablet;
import dev.mooring.examples.desktop.view.DeskWindow;
import dev.mooring.examples.desktop.view.Theme;
import dev.mooring.examples.desktop.view.World;
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
    private final Clock clock = Clock.systemUTC();
    private final Family family = Family.of(System.getProperty("desktop.dialect", ""));
    private final List<Desk> desks = new ArrayList<>();
    private String url = "";
    private Runnable end = () -> {};

    @Override
    public void start(Stage stage) throws IOException, SQLException {
        World world = family == Family.CHANGESET ? cells() : log();
        Path folder = folder();
        System.out.println("the server listens at " + url + ", the devices' files are in " + folder);
        ObjectProperty<Theme> theme =
                new SimpleObjectProperty<>(Theme.preferred(System.getProperty("desktop.theme", "")));
        open(stage, "Phone", folder, world, theme, 120);
        open(new Stage(), "Laptop", folder, world, theme, 620);
    }

    private World log() {
        HomeServer server = new HomeServer();
        Tablet tablet = new Tablet(server);
        tablet.write();
        tablet.work(3000);
        server.start();
        url = server.url();
        end = server::close;
        return new Home(server, tablet);
    }

    private World cells() {
        CellHome server = new CellHome(Family.ROOM, TodoTable.SCHEMA);
        server.start();
        url = server.url();
        end = server::close;
        return new Cells(server);
    }

    private static Path folder() throws IOException {
        String wish = System.getProperty("desktop.folder", "");
        return wish.isEmpty()
                ? Files.createTempDirectory("mooring-desktop")
                : Files.createDirectories(Path.of(wish).toAbsolutePath());
    }

    private void open(Stage stage, String device, Path folder, World world, ObjectProperty<Theme> theme, double x)
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
        end.run();
    }
}
