package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Notice;
import dev.mooring.examples.desktop.model.Notice.Tone;
import dev.mooring.examples.desktop.model.Notice.Way;
import dev.mooring.examples.desktop.model.Weather;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** Warnings, and what keeps the list from being synced until somebody does something. */
final class Notices extends VBox {
    private final Desk desk;
    private List<Notice> shown = List.of();

    Notices(Desk desk) {
        this.desk = desk;
        getStyleClass().add("notices");
        Nodes.visible(this, false);
    }

    void show(List<Notice> notices) {
        if (!notices.equals(shown)) {
            shown = notices;
            getChildren().setAll(notices.stream().map(this::line).toList());
            Nodes.visible(this, !notices.isEmpty());
        }
    }

    private Node line(Notice notice) {
        StackPane icon = icon(notice.tone()).node();
        Label words = Nodes.paragraph(notice.words(), "notice-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMaxWidth(Double.MAX_VALUE);
        HBox line = new HBox(icon, words);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().addAll("notice", notice.tone().name().toLowerCase(Locale.ROOT));
        if (notice.way() == Way.REBUILD) {
            line.getChildren().add(button("rebuild", "_Rebuild…", () -> desk.offer()));
        } else if (notice.way() == Way.READ) {
            line.getChildren().add(button("read", "_OK", desk::readNotes));
        } else if (notice.way() == Way.SIGN_IN) {
            line.getChildren().add(button("sign-in", "Si_gn in", () -> desk.weather(Weather.CLEAR)));
        }
        return line;
    }

    private static Icon icon(Tone tone) {
        return switch (tone) {
            case NEWS -> Icon.NOTE;
            case WARNING -> Icon.STUCK;
            case ALARM -> Icon.INCOMPATIBLE;
        };
    }

    private static Button button(String id, String text, Runnable action) {
        Button button = new Button(text);
        button.setId(id);
        button.setMnemonicParsing(true);
        button.setMinWidth(USE_PREF_SIZE);
        button.getStyleClass().add("filled");
        button.setOnAction(event -> action.run());
        return button;
    }
}
