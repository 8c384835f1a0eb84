package dev.mooring.examples.todo;

/** A row of the app's own table. */
record Todo(String id, String title, boolean done) {
    @Override
    public String toString() {
        return (done ? "[x] " : "[ ] ") + title;
    }
}
