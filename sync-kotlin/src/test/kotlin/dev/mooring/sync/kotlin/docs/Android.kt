package dev.mooring.sync.kotlin.docs

import android.app.Application
import android.content.Context
import android.database.sqlite.SQLiteDatabase
import android.database.sqlite.SQLiteOpenHelper
import dev.mooring.sync.ConflictPolicy
import dev.mooring.sync.SyncClient
import dev.mooring.sync.SyncReport
import dev.mooring.sync.SyncReport.Fault
import dev.mooring.sync.android.AndroidConnectivity
import dev.mooring.sync.android.AndroidLifecycle
import dev.mooring.sync.android.AndroidSqliteStorage
import dev.mooring.sync.kotlin.awaitFlush
import dev.mooring.sync.kotlin.awaitWrite
import dev.mooring.sync.kotlin.changes
import dev.mooring.sync.kotlin.statuses
import dev.mooring.sync.kotlin.syncClient
import dev.mooring.sync.okhttp.OkHttpTransport
import dev.mooring.sync.okhttp.eventlog.EventLogDialect
import dev.mooring.sync.sqlite.SyncedTable
import dev.mooring.sync.sqlite.SyncedTables
import dev.mooring.sync.status.SyncStatus
import java.time.Duration
import java.util.UUID
import java.util.concurrent.Executors
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.launch

// The app of docs/android.md: compiled here, and run in its Java form by the tests of the storage for Android.

// sample: kotlin-android-helper
class NotesDatabase(context: Context) : SQLiteOpenHelper(context, "notes.db", null, 1, { /* leave a damaged file as it is */ }) {
    init {
        setWriteAheadLoggingEnabled(true)
    }

    override fun onCreate(db: SQLiteDatabase) = db.execSQL("CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT)")

    override fun onUpgrade(db: SQLiteDatabase, from: Int, to: Int) {}
}

// end

// sample: kotlin-android-app
class NotesApp : Application() {
    /** One for the whole process. Building it does no I/O. */
    lateinit var client: SyncClient<SQLiteDatabase>
    val database = NotesDatabase(this)

    override fun onCreate() {
        super.onCreate()
        val tables = SyncedTables.builder().table(SyncedTable.named("note").key("id")).build()
        val storage = AndroidSqliteStorage.on(database).syncedTables(tables).refuseMainThread().build()
        val transport = OkHttpTransport.builder("https://sync.example", EventLogDialect.builder("anna").build()).build()
        client =
            syncClient(storage, transport) {
                conflicts = ConflictPolicy.rebase()
                connectivity = AndroidConnectivity.of(this@NotesApp)
                pollEvery = 30.seconds
            }
        AndroidLifecycle.of(this, client).bind()
    }
}

// end

internal object AndroidScreen {
    // sample: kotlin-android-screen
    class NotesViewModel(private val app: NotesApp) : ViewModel() {
        /** Null until the database is open. */
        val status: StateFlow<SyncStatus?> = app.client.statuses().stateIn(viewModelScope, SharingStarted.Eagerly, null)

        /** Read anew whenever a note has changed, here or elsewhere. */
        val notes: Flow<List<String>> = app.client.changes("note").map { read() }.flowOn(Dispatchers.IO)

        fun add(text: String) {
            viewModelScope.launch {
                app.client.awaitWrite { db, _ -> db.execSQL("INSERT INTO note VALUES (?, ?)", arrayOf(UUID.randomUUID().toString(), text)) }
            }
        }

        private fun read(): List<String> =
            app.database.readableDatabase.rawQuery("SELECT text FROM note ORDER BY id", null).use { row ->
                buildList { while (row.moveToNext()) add(row.getString(0)) }
            }
    }
    // end
}

// sample: kotlin-android-worker
internal class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val client = (applicationContext as NotesApp).client
        return resultOf(client.awaitFlush(9.minutes)) // Android ends a worker after 10.
    }
}

internal fun resultOf(report: SyncReport): Result =
    when (report) {
        is SyncReport.Synced -> Result.success()
        is SyncReport.Elsewhere -> if (report.pending() == 0L) Result.success() else Result.retry()
        is SyncReport.Offline,
        is SyncReport.Interrupted -> Result.retry()
        is SyncReport.Failed ->
            when (report.fault()) {
                Fault.PORTAL,
                Fault.THROTTLED,
                Fault.SERVER,
                Fault.GARBAGE,
                Fault.CONTENDED -> Result.retry()
                else -> Result.failure()
            }
        is SyncReport.Incompatible -> Result.failure() // A person has to decide. The app's light is red.
    }

// end

// sample: kotlin-android-work
/** Call it once, when the app starts. */
internal fun syncNowAndThen(context: Context) =
    WorkManager.getInstance(context)
        .enqueueUniquePeriodicWork(
            "sync",
            ExistingPeriodicWorkPolicy.KEEP,
            PeriodicWorkRequestBuilder<SyncWorker>(Duration.ofHours(1))
                .setConstraints(Constraints(requiredNetworkType = NetworkType.CONNECTED))
                .build(),
        )

/** Call it behind each write that is made while the app is not on the screen. */
internal fun syncSoon(context: Context) =
    WorkManager.getInstance(context)
        .enqueueUniqueWork(
            "send",
            ExistingWorkPolicy.APPEND_OR_REPLACE,
            OneTimeWorkRequestBuilder<SyncWorker>()
                .setConstraints(Constraints(requiredNetworkType = NetworkType.CONNECTED))
                .setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, Duration.ofSeconds(30))
                .build(),
        )

// end

// sample: kotlin-android-process
/** ProcessLifecycleOwner.get().lifecycle.addObserver(SyncOnScreen(client)) does what AndroidLifecycle does. */
internal class SyncOnScreen(private val client: SyncClient<*>) : DefaultLifecycleObserver {
    private val worker = Executors.newSingleThreadExecutor() // One thread, so that the order stays.

    override fun onStart(owner: LifecycleOwner) = worker.execute { client.start() }

    override fun onStop(owner: LifecycleOwner) = worker.execute { client.flushAndStop(Duration.ofSeconds(5)) }
}
// end
