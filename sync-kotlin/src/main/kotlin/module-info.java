/** Mooring for Kotlin: functions that suspend, flows, and a builder with properties. */
module dev.mooring.sync.kotlin {
    requires transitive dev.mooring.sync;
    requires transitive kotlin.stdlib;
    requires transitive kotlinx.coroutines.core;

    exports dev.mooring.sync.kotlin;
}
