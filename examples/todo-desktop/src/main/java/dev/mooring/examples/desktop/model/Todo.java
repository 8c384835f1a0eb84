package dev.mooring.examples.desktop.model;

/**
 * An item of the list.
 *
 * @param id its key
 * @param title a line of text
 * @param done whether it is ticked
 * @param waiting whether the server has not acknowledged the last edit yet
 */
public record Todo(String id, String title, boolean done, boolean waiting) {
    Todo waiting(boolean value) {
        return new Todo(id, title, done, value);
    }
}
