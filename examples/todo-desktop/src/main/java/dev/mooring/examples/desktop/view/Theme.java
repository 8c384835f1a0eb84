package dev.mooring.examples.desktop.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javafx.scene.Scene;

/** Light or dark: a stylesheet of colours below the one of shapes. */
public enum Theme {
    /** Ink on paper. */
    LIGHT,
    /** Chalk on slate. */
    DARK;

    /** The colours of this theme and the styles that use them. */
    void applyTo(Scene scene) {
        scene.getStylesheets().setAll(sheet(name().toLowerCase(Locale.ROOT) + ".css"), sheet("desk.css"));
    }

    Theme other() {
        return this == LIGHT ? DARK : LIGHT;
    }

    private static String sheet(String name) {
        return Objects.requireNonNull(Theme.class.getResource(name), name).toExternalForm();
    }

    /**
     * What the desktop prefers. JavaFX 21 does not tell (22 does), so the desktop is asked with its own words, and has half a second to
     * answer.
     *
     * @param wish {@code light} or {@code dark} to have it so; anything else asks the desktop
     * @return light where nobody knows
     */
    public static Theme preferred(String wish) {
        if (wish.equalsIgnoreCase("dark") || wish.equalsIgnoreCase("light")) {
            return valueOf(wish.toUpperCase(Locale.ROOT));
        }
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.contains("mac")) {
            return says("dark", "defaults", "read", "-g", "AppleInterfaceStyle") ? DARK : LIGHT;
        }
        if (os.contains("win")) {
            String key = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize";
            return says("0x0", "reg", "query", key, "/v", "AppsUseLightTheme") ? DARK : LIGHT;
        }
        return says("dark", "gsettings", "get", "org.gnome.desktop.interface", "color-scheme") ? DARK : LIGHT;
    }

    private static boolean says(String word, String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
                process.destroy();
                return false;
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.toLowerCase(Locale.ROOT).contains(word);
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
