package dev.mooring.sync.android.internal;

import android.app.Activity;
import android.app.Application;
import android.content.ComponentCallbacks2;
import android.content.res.Configuration;
import android.os.Bundle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of an app's callbacks matters here. On the main thread. */
public final class ScreenCallbacks implements Application.ActivityLifecycleCallbacks, ComponentCallbacks2 {
    private final Consumer<Activity> came;
    private final Consumer<Activity> went;
    private final Runnable memory;

    /** Tells of activities, and that memory is to be given back. */
    public ScreenCallbacks(Consumer<Activity> came, Consumer<Activity> went, Runnable memory) {
        this.came = came;
        this.went = went;
        this.memory = memory;
    }

    @Override
    public void onActivityStarted(Activity activity) {
        came.accept(activity);
    }

    @Override
    public void onActivityStopped(Activity activity) {
        went.accept(activity);
    }

    @Override
    public void onActivityDestroyed(Activity activity) {
        went.accept(activity);
    }

    /** Some levels are no longer told from API level 34 on; those that are say that the app has left the screen. */
    @Override
    @SuppressWarnings("deprecation")
    public void onTrimMemory(int level) {
        if (level >= TRIM_MEMORY_RUNNING_LOW) {
            memory.run();
        }
    }

    @Override
    public void onLowMemory() {
        memory.run();
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
    public void onConfigurationChanged(Configuration now) {}
}
