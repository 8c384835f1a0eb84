package dev.mooring.examples.android;

import android.app.Application;
import android.os.Handler;
import android.os.Looper;
import dev.mooring.examples.android.model.Desk;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The process. It keeps the desk, so that activities may come and go. */
public final class TodoApp extends Application {
    private @Nullable Desk desk;

    /**
     * The app behind the activities. It is made when the first of them comes: a process that Android starts for another reason needs none.
     * For the main thread.
     */
    Desk desk() {
        Desk made = desk;
        if (made == null) {
            made = new Desk(this, new Handler(Looper.getMainLooper())::post, Clock.systemUTC());
            desk = made;
        }
        return made;
    }

    /** Comes in an emulated process alone; a phone ends processes as they are. */
    @Override
    public void onTerminate() {
        if (desk != null) {
            desk.close();
        }
        super.onTerminate();
    }
}
