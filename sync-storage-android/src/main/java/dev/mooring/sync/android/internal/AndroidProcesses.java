package dev.mooring.sync.android.internal;

import dev.mooring.sync.sqlite.spi.Processes;
import java.io.File;

/** The app's processes. A process sees those of the same user in the file system, and no other user can open an app's files. */
public final class AndroidProcesses implements Processes {
    /** Asks Android each time. */
    public AndroidProcesses() {}

    @Override
    public String machine() {
        return "android";
    }

    @Override
    public long self() {
        return android.os.Process.myPid();
    }

    @Override
    public boolean isGone(long pid) {
        return pid > 0 && new File("/proc/" + self()).exists() && !new File("/proc/" + pid).exists();
    }
}
