package dev.mooring.sync.android.docs;

import android.content.Context;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.android.docs.AndroidX.BackoffPolicy;
import dev.mooring.sync.android.docs.AndroidX.Constraints;
import dev.mooring.sync.android.docs.AndroidX.ExistingPeriodicWorkPolicy;
import dev.mooring.sync.android.docs.AndroidX.ExistingWorkPolicy;
import dev.mooring.sync.android.docs.AndroidX.NetworkType;
import dev.mooring.sync.android.docs.AndroidX.OneTimeWorkRequest;
import dev.mooring.sync.android.docs.AndroidX.OutOfQuotaPolicy;
import dev.mooring.sync.android.docs.AndroidX.PeriodicWorkRequest;
import dev.mooring.sync.android.docs.AndroidX.Result;
import dev.mooring.sync.android.docs.AndroidX.WorkManager;
import dev.mooring.sync.android.docs.AndroidX.Worker;
import dev.mooring.sync.android.docs.AndroidX.WorkerParameters;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

// sample: android-worker
public class SyncWorker extends Worker {
    private volatile CompletableFuture<SyncReport> sync;

    public SyncWorker(Context context, WorkerParameters parameters) {
        super(context, parameters);
    }

    @Override
    public Result doWork() {
        SyncClient<?> client = ((NotesApp) getApplicationContext()).client();
        sync = client.flush(Duration.ofMinutes(9)); // Android ends a worker after 10.
        if (isStopped()) {
            return Result.retry();
        }
        try {
            return resultOf(sync.join());
        } catch (CancellationException stopped) {
            return Result.retry();
        }
    }

    @Override
    public void onStopped() {
        CompletableFuture<SyncReport> waiting = sync;
        if (waiting != null) {
            waiting.cancel(false); // Whoever waits goes on. What runs may end, or be killed.
        }
    }

    static Result resultOf(SyncReport report) {
        if (report instanceof SyncReport.Synced) {
            return Result.success();
        } else if (report instanceof SyncReport.Elsewhere) {
            return report.pending() == 0 ? Result.success() : Result.retry();
        } else if (report instanceof SyncReport.Offline || report instanceof SyncReport.Interrupted) {
            return Result.retry();
        } else if (report instanceof SyncReport.Failed failed) {
            return switch (failed.fault()) {
                case PORTAL, THROTTLED, SERVER, GARBAGE, CONTENDED -> Result.retry();
                case AUTH_REQUIRED, REFUSED, UNTRUSTED, HANDLER, STORAGE -> Result.failure();
            };
        }
        return Result.failure(); // Incompatible: a person has to decide. The app's light is red.
    }
}

// end

final class Background {
    private Background() {}

    // sample: android-work
    /** Call it once, when the app starts. */
    static void syncNowAndThen(Context context) {
        WorkManager.getInstance(context)
                .enqueueUniquePeriodicWork(
                        "sync",
                        ExistingPeriodicWorkPolicy.KEEP,
                        new PeriodicWorkRequest.Builder(SyncWorker.class, Duration.ofHours(1))
                                .setConstraints(connected())
                                .build());
    }

    /** Call it behind each write that is made while the app is not on the screen. */
    static void syncSoon(Context context) {
        WorkManager.getInstance(context)
                .enqueueUniqueWork(
                        "send",
                        ExistingWorkPolicy.APPEND_OR_REPLACE,
                        new OneTimeWorkRequest.Builder(SyncWorker.class)
                                .setConstraints(connected())
                                .setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
                                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, Duration.ofSeconds(30))
                                .build());
    }

    private static Constraints connected() {
        return new Constraints.Builder()
                .setRequiredNetworkType(NetworkType.CONNECTED) // or UNMETERED, as the user has set it
                .build();
    }
    // end
}
