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
     *     {@code -Ddesktop.theme=light|dark} overrules the desktop
     */
    public static void main(String[] args) {
        JAVAFX.setLevel(Level.SEVERE);
        Application.launch(DesktopApp.class);
    }
}
