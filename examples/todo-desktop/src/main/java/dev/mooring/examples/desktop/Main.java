package dev.mooring.examples.desktop;

import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;

/** Starts the example. Not itself the application: a class path that has JavaFX on it wants it so. */
public final class Main {
    /** JavaFX warns of running from a class path, which is what it does here on purpose. Held, or its level would be lost. */
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private Main() {}

    /**
     * Opens both windows.
     *
     * @param args none; {@code -Ddesktop.folder=DIR} keeps the devices' files there instead of in a temporary folder,
     *     {@code -Ddesktop.theme=light|dark} overrules the desktop, {@code -Ddesktop.dialect=changeset} takes a server of cells
     */
    public static void main(String[] args) {
        JAVAFX.setLevel(Level.SEVERE);
        if (System.getProperty("os.name", "").equals("Linux") && System.getenv("DISPLAY") == null) {
            System.err.println(
                    "There is no display to open windows on. To see it start all the same: xvfb-run -a mvn -q -B"
                            + " -Pdesktop");
            System.exit(1);
        }
        String display = System.getenv("DISPLAY");
        System.out.println("Two windows will open" + (display == null ? "" : " on display " + display)
                + ": Phone on the left, Laptop on the right.");
        Application.launch(DesktopApp.class);
    }
}
