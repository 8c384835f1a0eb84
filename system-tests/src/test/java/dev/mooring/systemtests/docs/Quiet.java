package dev.mooring.systemtests.docs;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What samples print is for their readers, and not for the build's. */
final class Quiet implements BeforeEachCallback, AfterEachCallback {
    private final PrintStream out = System.out;

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        System.setOut(out);
    }
}
