package dev.mooring.examples.desktop.view;

/** What may happen to the server, on purpose. Called on the thread of the user interface; returns at once. */
public interface World {
    /** It is restored from a copy that lacks the later half of its log. */
    void restoreFromBackup();

    /** It forgets everything, and somebody begins a new list. */
    void beginAnew();

    /** Another device writes a lot. */
    void muchIsWritten();
}
