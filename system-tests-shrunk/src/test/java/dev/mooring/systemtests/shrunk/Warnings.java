package dev.mooring.systemtests.shrunk;

import com.android.tools.r8.Diagnostic;
import com.android.tools.r8.DiagnosticsHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what D8 and R8 complain of. */
final class Warnings implements DiagnosticsHandler {
    private final List<String> told = new CopyOnWriteArrayList<>();

    List<String> told() {
        return told;
    }

    @Override
    public void error(Diagnostic diagnostic) {
        told.add("error: " + diagnostic.getOrigin() + ": " + diagnostic.getDiagnosticMessage());
    }

    @Override
    public void warning(Diagnostic diagnostic) {
        told.add("warning: " + diagnostic.getOrigin() + ": " + diagnostic.getDiagnosticMessage());
    }

    /** Such as a rule of somebody's that matches nothing. */
    @Override
    public void info(Diagnostic diagnostic) {}
}
