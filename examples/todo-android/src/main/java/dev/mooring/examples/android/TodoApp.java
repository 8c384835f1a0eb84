package dev.mooring.examples.android;

import android.app.Activity;
import android.app.Application;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import dev.mooring.examples.android.model.Desk;
import dev.mooring.sync.Connectivity;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The process. It keeps the desk, so that activities may come and go, and tells it whether one is in front. */
public final class TodoApp extends Application {
    private @Nullable Desk desk;
    private int inFront;

    @Override
    public void onCreate() {
        super.onCreate();
        registerActivityLifecycleCallbacks(new Front());
    }

    /**
     * The app behind the activities. For the main thread.
     *
     * @return the same one each time
     */
    Desk desk() {
        Desk made = desk;
        if (made == null) {
            Handler main = new Handler(Looper.getMainLooper());
            made = new Desk(this, main::post, Connectivity.UNKNOWN, Clock.systemUTC());
            desk = made;
        }
        return made;
    }

    /** Counts the activities that can be seen. A rotation closes one and opens the next, which is no reason to stop. */
    private final class Front implements ActivityLifecycleCallbacks {
        @Override
        public void onActivityStarted(Activity activity) {
            inFront++;
            if (inFront == 1) {
                desk().visible(true);
            }
        }

        @Override
        public void onActivityStopped(Activity activity) {
            inFront--;
            if (inFront == 0 && !activity.isChangingConfigurations()) {
                desk().visible(false);
            }
        }

        @Override
        public void onActivityCreated(Activity activity, @Nullable Bundle state) {}

        @Override
        public void onActivityResumed(Activity activity) {}

        @Override
        public void onActivityPaused(Activity activity) {}

        @Override
        public void onActivitySaveInstanceState(Activity activity, Bundle state) {}

        @Override
        public void onActivityDestroyed(Activity activity) {}
    }
}
