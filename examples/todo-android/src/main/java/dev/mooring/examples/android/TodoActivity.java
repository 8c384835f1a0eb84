package dev.mooring.examples.android;

import android.content.Intent;
import android.os.Bundle;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.ListPane;
import java.time.Clock;

/** The list. */
public final class TodoActivity extends PaneActivity<ListPane> {
    @Override
    ListPane pane(Desk desk, boolean again) {
        Runnable settings = () -> startActivity(new Intent(this, SettingsActivity.class));
        return new ListPane(this, desk, settings, Clock.systemUTC());
    }

    @Override
    void save(ListPane made, Bundle state) {
        made.save(state);
    }

    @Override
    void restore(ListPane made, Bundle state) {
        made.restore(state);
    }
}
