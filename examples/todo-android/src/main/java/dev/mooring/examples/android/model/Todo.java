package dev.mooring.examples.android.model;

/**
 * An item of the list.
 *
 * @param id its key
 * @param title a line of text
 * @param done whether it is ticked
 * @param addedAt when it was added
 * @param waiting whether the server has not acknowledged the last edit yet
 * @param refused why the server refused an edit of it, which stands here all the same; empty if it refused none
 */
public record Todo(String id, String title, boolean done, String addedAt, boolean waiting, String refused) {
    Todo with(boolean isWaiting, String whyRefused) {
        return new Todo(id, title, done, addedAt, isWaiting, whyRefused);
    }
}
