package dev.mooring.examples.desktop.view;

import dev.mooring.examples.desktop.model.Desk;
import dev.mooring.examples.desktop.model.Todo;
import java.util.List;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The list. Keys: Space ticks, Enter or F2 edits in place, Delete deletes, Escape leaves a field. */
final class Todos extends ListView<Todo> {
    private final Desk desk;
    private @Nullable List<Todo> deferred;

    Todos(Desk desk) {
        this.desk = desk;
        setId("todos");
        setEditable(true);
        setMinHeight(104);
        setPrefHeight(150); // The drawer goes first; the list has what is left.
        setAccessibleText("To-dos. Space ticks one, Enter edits it, Delete deletes it.");
        setCellFactory(list -> new TodoCell(desk));
        Label nothing = new Label("Nothing to do.");
        nothing.getStyleClass().add("muted");
        setPlaceholder(nothing);
        VBox.setVgrow(this, Priority.ALWAYS);
        addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        editingIndexProperty().addListener((index, before, now) -> {
            List<Todo> late = deferred;
            if (now.intValue() < 0 && late != null) {
                Platform.runLater(() -> show(late));
            }
        });
    }

    /** While a title is being edited, the list stays as it is. */
    void show(List<Todo> todos) {
        if (getEditingIndex() >= 0) {
            deferred = todos;
            return;
        }
        deferred = null;
        Todo selected = getSelectionModel().getSelectedItem();
        if (same(todos)) {
            for (int i = 0; i < todos.size(); i++) {
                if (!todos.get(i).equals(getItems().get(i))) {
                    getItems().set(i, todos.get(i));
                }
            }
        } else {
            getItems().setAll(todos);
        }
        for (int i = 0; selected != null && i < todos.size(); i++) {
            if (todos.get(i).id().equals(selected.id())) {
                getSelectionModel().select(i);
            }
        }
    }

    private boolean same(List<Todo> todos) {
        boolean same = todos.size() == getItems().size();
        for (int i = 0; same && i < todos.size(); i++) {
            same = todos.get(i).id().equals(getItems().get(i).id());
        }
        return same;
    }

    private void key(KeyEvent key) {
        Todo todo = getSelectionModel().getSelectedItem();
        if (todo == null || getEditingIndex() >= 0) {
            return;
        }
        switch (key.getCode()) {
            case SPACE -> desk.mark(todo.id(), !todo.done());
            case ENTER, F2 -> edit(getSelectionModel().getSelectedIndex());
            case DELETE, BACK_SPACE -> desk.delete(todo.id());
            default -> {
                return;
            }
        }
        key.consume();
    }
}
