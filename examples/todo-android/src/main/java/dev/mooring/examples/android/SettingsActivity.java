package dev.mooring.examples.android;

import android.app.Activity;
import android.os.Bundle;
import android.view.Window;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.SettingsPane;
import dev.mooring.sync.Registration;
import org.jspecify.annotations.Nullable;

/** The settings. */
public final class SettingsActivity extends Activity {
    private @Nullable SettingsPane pane;
    private @Nullable Registration watching;

    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        requestWindowFeature(Window.FEATURE_NO_TITLE);
        SettingsPane made = new SettingsPane(this, desk(), this::finish, state != null);
        setContentView(made);
        pane = made;
    }

    private Desk desk() {
        return ((TodoApp) getApplication()).desk();
    }

    @Override
    protected void onStart() {
        super.onStart();
        SettingsPane shown = pane;
        if (shown != null) {
            watching = desk().show(this, shown::show);
        }
    }

    @Override
    protected void onStop() {
        if (watching != null) {
            watching.close();
        }
        super.onStop();
    }

    @Override
    @SuppressWarnings("deprecation") // What takes its place is there from API level 33 on.
    public void onBackPressed() {
        if (pane == null || !pane.back()) {
            super.onBackPressed();
        }
    }
}
