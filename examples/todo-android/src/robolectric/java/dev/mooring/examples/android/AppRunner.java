package dev.mooring.examples.android;

import java.nio.file.Path;
import java.util.List;
import org.junit.runners.model.InitializationError;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.internal.ManifestFactory;
import org.robolectric.internal.ManifestIdentifier;

/** Runs tests with the app's own manifest; the package is in the Gradle file, as Android's plugin wants it. */
public final class AppRunner extends RobolectricTestRunner {
    private static final Path MANIFEST = Path.of("src/main/AndroidManifest.xml");

    /** The runner of a class, for JUnit. */
    public AppRunner(Class<?> tests) throws InitializationError {
        super(tests);
    }

    @Override
    protected ManifestFactory getManifestFactory(Config config) {
        return any -> new ManifestIdentifier(TodoApp.class.getPackageName(), MANIFEST, null, null, List.of());
    }
}
