package dev.mooring.examples.android;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.view.Window;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.examples.android.view.Pane;
import dev.mooring.sync.Registration;
import org.jspecify.annotations.Nullable;

/** An activity that one pane fills. The pane hears of the desk while the activity is on the screen. */
abstract class PaneActivity<P extends View & Pane> extends Activity {
    private @Nullable P pane;
    private @Nullable Registration watching;

    /** Makes the pane; {@code again} if the activity was there before. */
    abstract P pane(Desk desk, boolean again);

    /** Keeps what the pane has to get back. */
    void save(P made, Bundle state) {}

    /** Gives that back. */
    void restore(P made, Bundle state) {}

    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        requestWindowFeature(Window.FEATURE_NO_TITLE);
        P made = pane(desk(), state != null);
        setContentView(made);
        pane = made;
        if (state != null) {
            restore(made, state);
        }
    }

    private Desk desk() {
        return ((TodoApp) getApplication()).desk();
    }

    @Override
    protected void onStart() {
        super.onStart();
        P shown = pane;
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
            save(pane, state);
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
