package dev.mooring.examples.desktop.model;

/**
 * An item of the list.
 *
 * @param id its key
 * @param title a line of text
 * @param done whether it is ticked
 * @param waiting whether the server has not acknowledged the last edit yet
 * @param refused why the server refused an edit of it, which stands here all the same; empty if it refused none
 */
public record Todo(String id, String title, boolean done, boolean waiting, String refused) {
    Todo waiting(boolean value) {
        return new Todo(id, title, done, value, refused);
    }

    Todo refused(String why) {
        return new Todo(id, title, done, waiting, why);
    }

    /**
     * Whether an edit of it was refused.
     *
     * @return true until that one is let go, or taken when it is tried again
     */
    public boolean isRefused() {
        return !refused.isEmpty();
    }
}
