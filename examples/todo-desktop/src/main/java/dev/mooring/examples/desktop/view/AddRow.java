package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** Where new items are written. Enter adds. */
final class AddRow extends HBox {
    AddRow(Desk desk) {
        getStyleClass().add("add-row");
        TextField title = new TextField();
        title.setId("title");
        title.setPromptText("What needs doing?");
        title.setAccessibleText("Title of a new to-do");
        HBox.setHgrow(title, Priority.ALWAYS);
        Button add = new Button("_Add");
        add.setId("add");
        add.getStyleClass().add("filled");
        add.setMinWidth(USE_PREF_SIZE);
        add.setAccessibleText("Add the to-do");
        add.disableProperty().bind(title.textProperty().isEmpty());
        Runnable enter = () -> {
            desk.add(title.getText());
            title.clear();
            title.requestFocus();
        };
        add.setOnAction(event -> enter.run());
        title.setOnAction(event -> enter.run());
        getChildren().addAll(title, add);
    }
}
