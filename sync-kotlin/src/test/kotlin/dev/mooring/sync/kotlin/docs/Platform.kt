package dev.mooring.sync.kotlin.docs

import android.content.Context
import java.time.Duration

// Androidx in the form that the samples need: its signatures without what they do.

internal class WorkerParameters

internal abstract class CoroutineWorker(val applicationContext: Context, @Suppress("unused") parameters: WorkerParameters) {
    abstract suspend fun doWork(): Result
}

internal class Result private constructor(private val end: String) {
    override fun toString() = end

    companion object {
        fun success() = Result("success")

        fun retry() = Result("retry")

        fun failure() = Result("failure")
    }
}

internal enum class NetworkType {
    CONNECTED
}

internal enum class ExistingWorkPolicy {
    APPEND_OR_REPLACE
}

internal enum class ExistingPeriodicWorkPolicy {
    KEEP
}

internal enum class OutOfQuotaPolicy {
    RUN_AS_NON_EXPEDITED_WORK_REQUEST
}

internal enum class BackoffPolicy {
    EXPONENTIAL
}

internal class Constraints(@Suppress("unused") val requiredNetworkType: NetworkType)

internal open class WorkRequestBuilder<W> {
    fun setConstraints(@Suppress("unused") constraints: Constraints) = this

    fun setExpedited(@Suppress("unused") policy: OutOfQuotaPolicy) = this

    fun setBackoffCriteria(@Suppress("unused") policy: BackoffPolicy, @Suppress("unused") first: Duration) = this

    fun build() = Unit
}

@Suppress("FunctionName") internal fun <W : CoroutineWorker> OneTimeWorkRequestBuilder() = WorkRequestBuilder<W>()

@Suppress("FunctionName", "UNUSED_PARAMETER")
internal fun <W : CoroutineWorker> PeriodicWorkRequestBuilder(interval: Duration) = WorkRequestBuilder<W>()

@Suppress("UNUSED_PARAMETER")
internal class WorkManager {
    fun enqueueUniqueWork(name: String, policy: ExistingWorkPolicy, request: Unit) {}

    fun enqueueUniquePeriodicWork(name: String, policy: ExistingPeriodicWorkPolicy, request: Unit) {}

    companion object {
        fun getInstance(context: Context) = WorkManager()
    }
}

internal interface LifecycleOwner

internal interface DefaultLifecycleObserver {
    fun onStart(owner: LifecycleOwner) {}

    fun onStop(owner: LifecycleOwner) {}
}
