package dev.mooring.sync.android.docs;

import android.content.Context;
import android.database.Cursor;
import android.database.sqlite.SQLiteTransactionListener;
import java.io.Closeable;
import java.time.Duration;

/** Androidx in the form that the samples need: its signatures without what they do. */
public final class AndroidX {
    private AndroidX() {}

    // ---- androidx.work

    public abstract static class Worker {
        private final Context context;

        protected Worker(Context context, WorkerParameters parameters) {
            this.context = context;
        }

        public abstract Result doWork();

        public void onStopped() {}

        public final boolean isStopped() {
            return false;
        }

        public final Context getApplicationContext() {
            return context;
        }
    }

    public static final class WorkerParameters {}

    public static final class Result {
        private final String end;

        private Result(String end) {
            this.end = end;
        }

        public static Result success() {
            return new Result("success");
        }

        public static Result retry() {
            return new Result("retry");
        }

        public static Result failure() {
            return new Result("failure");
        }

        @Override
        public String toString() {
            return end;
        }
    }

    public enum NetworkType {
        CONNECTED,
        UNMETERED
    }

    public enum BackoffPolicy {
        EXPONENTIAL
    }

    public enum OutOfQuotaPolicy {
        RUN_AS_NON_EXPEDITED_WORK_REQUEST
    }

    public enum ExistingWorkPolicy {
        KEEP,
        APPEND_OR_REPLACE
    }

    public enum ExistingPeriodicWorkPolicy {
        KEEP,
        UPDATE
    }

    public static final class Constraints {
        public static final class Builder {
            public Builder setRequiredNetworkType(NetworkType type) {
                return this;
            }

            public Constraints build() {
                return new Constraints();
            }
        }
    }

    public static class OneTimeWorkRequest {
        public static final class Builder {
            public Builder(Class<? extends Worker> worker) {}

            public Builder setConstraints(Constraints constraints) {
                return this;
            }

            public Builder setExpedited(OutOfQuotaPolicy policy) {
                return this;
            }

            public Builder setBackoffCriteria(BackoffPolicy policy, Duration first) {
                return this;
            }

            public OneTimeWorkRequest build() {
                return new OneTimeWorkRequest();
            }
        }
    }

    public static class PeriodicWorkRequest {
        public static final class Builder {
            public Builder(Class<? extends Worker> worker, Duration interval) {}

            public Builder setConstraints(Constraints constraints) {
                return this;
            }

            public PeriodicWorkRequest build() {
                return new PeriodicWorkRequest();
            }
        }
    }

    public static class WorkManager {
        public static WorkManager getInstance(Context context) {
            return new WorkManager();
        }

        public void enqueueUniqueWork(String name, ExistingWorkPolicy policy, OneTimeWorkRequest request) {}

        public void enqueueUniquePeriodicWork(
                String name, ExistingPeriodicWorkPolicy policy, PeriodicWorkRequest request) {}
    }

    // ---- androidx.lifecycle

    public interface LifecycleOwner {
        Lifecycle getLifecycle();
    }

    public interface DefaultLifecycleObserver {
        default void onStart(LifecycleOwner owner) {}

        default void onStop(LifecycleOwner owner) {}
    }

    public abstract static class Lifecycle {
        public abstract void addObserver(DefaultLifecycleObserver observer);
    }

    // ---- androidx.sqlite.db

    public interface SupportSQLiteProgram extends Closeable {
        void bindNull(int index);

        void bindLong(int index, long value);

        void bindDouble(int index, double value);

        void bindString(int index, String value);

        void bindBlob(int index, byte[] value);
    }

    public interface SupportSQLiteStatement extends SupportSQLiteProgram {
        int executeUpdateDelete();
    }

    public interface SupportSQLiteQuery {
        String getSql();

        void bindTo(SupportSQLiteProgram statement);
    }

    public static final class SimpleSQLiteQuery implements SupportSQLiteQuery {
        private final String sql;
        private final Object[] arguments;

        public SimpleSQLiteQuery(String sql, Object[] arguments) {
            this.sql = sql;
            this.arguments = arguments;
        }

        @Override
        public String getSql() {
            return sql;
        }

        @Override
        public void bindTo(SupportSQLiteProgram statement) {
            bind(statement, arguments);
        }

        public static void bind(SupportSQLiteProgram program, Object[] arguments) {
            for (int i = 0; i < arguments.length; i++) {
                Object value = arguments[i];
                if (value == null) {
                    program.bindNull(i + 1);
                } else if (value instanceof Long number) {
                    program.bindLong(i + 1, number);
                } else if (value instanceof Double number) {
                    program.bindDouble(i + 1, number);
                } else if (value instanceof String text) {
                    program.bindString(i + 1, text);
                } else {
                    program.bindBlob(i + 1, (byte[]) value);
                }
            }
        }
    }

    public interface SupportSQLiteDatabase extends Closeable {
        String getPath();

        boolean inTransaction();

        void beginTransactionWithListenerNonExclusive(SQLiteTransactionListener listener);

        void setTransactionSuccessful();

        void endTransaction();

        void execSQL(String sql);

        SupportSQLiteStatement compileStatement(String sql);

        Cursor query(SupportSQLiteQuery query);

        boolean isWriteAheadLoggingEnabled();

        boolean enableWriteAheadLogging();
    }

    public interface SupportSQLiteOpenHelper {
        SupportSQLiteDatabase getWritableDatabase();
    }

    // ---- androidx.room

    public abstract static class RoomDatabase {
        public abstract SupportSQLiteOpenHelper getOpenHelper();

        public abstract InvalidationTracker getInvalidationTracker();
    }

    public abstract static class InvalidationTracker {
        public abstract void refreshVersionsAsync();
    }
}
