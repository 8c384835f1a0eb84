package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Todo;
import javafx.application.Platform;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/**
 * An item: tick, title, why the server refused it, whether it waits for the server, bin. The title becomes a field while it is edited.
 */
final class TodoCell extends ListCell<Todo> {
    private static final PseudoClass DONE = PseudoClass.getPseudoClass("done");

    private final Desk desk;
    private final CheckBox tick = new CheckBox();
    private final Label title = new Label();
    private final Label refused = new Label();
    private final Tooltip whyTooltip = new Tooltip();
    private final VBox words = new VBox(title);
    private final TextField field = new TextField();
    private final StackPane waiting = Icon.WAITING.node();
    private final Button bin = new Button();
    private final HBox row = new HBox();

    TodoCell(Desk desk) {
        this.desk = desk;
        getStyleClass().add("todo");
        title.getStyleClass().add("todo-title");
        title.setMaxWidth(Double.MAX_VALUE);
        title.setWrapText(true);
        setPrefWidth(0); // As wide as the list; a long title has more lines.
        refused.getStyleClass().add("todo-refused");
        refused.setGraphic(Icon.INCOMPATIBLE.node());
        refused.setTooltip(whyTooltip);
        refused.setOnMouseClicked(event -> {
            refused.setWrapText(!refused.isWrapText()); // A line, and all of it once it is clicked.
            event.consume();
        });
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(field, Priority.ALWAYS);
        field.setAccessibleText("New title");
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::keyInField);
        field.focusedProperty().addListener((was, before, now) -> {
            if (!now && isEditing()) {
                save();
            }
        });
        waiting.getStyleClass().add("waiting");
        Tooltip.install(waiting, new Tooltip("Not at the server yet"));
        bin.setGraphic(Icon.BIN.node());
        bin.getStyleClass().setAll("bin");
        // One stop for the Tab key: the list. Space ticks, Enter edits, Delete deletes.
        bin.setFocusTraversable(false);
        tick.setFocusTraversable(false);
        row.getStyleClass().add("todo-row");
        row.setAlignment(Pos.CENTER_LEFT);
    }

    @Override
    protected void updateItem(@Nullable Todo todo, boolean empty) {
        super.updateItem(todo, empty);
        if (empty || todo == null) {
            setGraphic(null);
            setAccessibleText(null);
            return;
        }
        title.setText(todo.title());
        tick.setSelected(todo.done());
        tick.setOnAction(event -> desk.mark(todo.id(), tick.isSelected()));
        tick.setAccessibleText("Done: " + todo.title());
        bin.setOnAction(event -> desk.delete(todo.id()));
        bin.setAccessibleText("Delete " + todo.title());
        pseudoClassStateChanged(DONE, todo.done());
        waiting.setVisible(todo.waiting());
        refused.setText("Refused: " + todo.refused());
        whyTooltip.setText(todo.refused());
        words.getChildren().setAll(title);
        if (todo.isRefused()) {
            words.getChildren().add(refused);
        }
        setAccessibleText(todo.title()
                + (todo.done() ? ", done" : ", not done")
                + (todo.waiting() ? ", not at the server yet" : "")
                + (todo.isRefused() ? ", refused by the server: " + todo.refused() : ""));
        if (!isEditing()) {
            row.getChildren().setAll(tick, words, bin, waiting);
        }
        setGraphic(row);
    }

    @Override
    public void startEdit() {
        super.startEdit();
        if (isEditing()) {
            field.setText(title.getText());
            row.getChildren().setAll(tick, field);
            Platform.runLater(
                    () -> { // The list takes the focus at the end of its own turn.
                        field.requestFocus();
                        field.selectAll();
                    });
        }
    }

    @Override
    public void cancelEdit() {
        super.cancelEdit();
        row.getChildren().setAll(tick, words, bin, waiting);
    }

    private void keyInField(KeyEvent key) {
        if (key.getCode() == KeyCode.ENTER) {
            save();
            key.consume();
        } else if (key.getCode() == KeyCode.ESCAPE) {
            cancelEdit();
            getListView().requestFocus();
            key.consume();
        }
    }

    private void save() {
        Todo todo = getItem();
        String text = field.getText();
        cancelEdit();
        if (todo != null && !text.equals(todo.title())) {
            desk.rename(todo.id(), text);
        }
        getListView().requestFocus();
    }
}
