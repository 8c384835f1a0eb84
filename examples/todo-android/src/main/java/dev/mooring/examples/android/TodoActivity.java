package dev.mooring.examples.android;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.view.Window;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.ListPane;
import dev.mooring.sync.Registration;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The list. */
public final class TodoActivity extends Activity {
    private @Nullable ListPane pane;
    private @Nullable Registration watching;

    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        requestWindowFeature(Window.FEATURE_NO_TITLE);
        Runnable settings = () -> startActivity(new Intent(this, SettingsActivity.class));
        ListPane made = new ListPane(this, desk(), settings, Clock.systemUTC());
        setContentView(made);
        pane = made;
        if (state != null) {
            made.restore(state);
        }
    }

    private Desk desk() {
        return ((TodoApp) getApplication()).desk();
    }

    @Override
    protected void onStart() {
        super.onStart();
        ListPane shown = pane;
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
    protected void onSaveInstanceState(Bundle state) {
        super.onSaveInstanceState(state);
        if (pane != null) {
            pane.save(state);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // What takes its place is there from API level 33 on.
    public void onBackPressed() {
        if (pane == null || !pane.back()) {
            super.onBackPressed();
        }
    }
}
