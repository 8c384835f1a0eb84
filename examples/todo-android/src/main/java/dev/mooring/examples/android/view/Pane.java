package dev.mooring.examples.android.view;

import dev.mooring.examples.android.model.Screen;

/** What fills an activity. For the main thread. */
public interface Pane {
    /**
     * Shows what there is now.
     *
     * @param screen all of it
     */
    void show(Screen screen);

    /**
     * The user goes back.
     *
     * @return whether that has closed something in here
     */
    boolean back();
}
