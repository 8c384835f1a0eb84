package dev.mooring.examples.android;

import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.SettingsPane;

/** The settings. */
public final class SettingsActivity extends PaneActivity<SettingsPane> {
    @Override
    SettingsPane pane(Desk desk, boolean again) {
        return new SettingsPane(this, desk, this::finish, again);
    }
}
