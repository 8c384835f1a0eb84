package dev.mooring.examples.android;

import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.DexIndexedConsumer;
import com.android.tools.r8.Diagnostic;
import com.android.tools.r8.DiagnosticsHandler;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.origin.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes of the app what a phone runs: bytecode of Android, shrunk and renamed by R8, with the rules that the jars carry. Ends with 1 if R8
 * warns of anything, or if the bytecode is larger than its budget.
 */
final class Shrink {
    /** What the app takes. If something is missing here, R8 names it. */
    private static final List<String> CLOSURE = List.of(
            "sync-core",
            "sync-sqlite",
            "sync-storage-android",
            "sync-transport-okhttp",
            "okhttp-jvm",
            "okhttp-sse",
            "okio-jvm",
            "moshi",
            "kotlin-stdlib",
            "slf4j-api",
            "jspecify",
            "annotations");

    private Shrink() {}

    /** Takes the app's jar, its manifest, its rules, where the bytecode goes, the least API level, and the budget in KiB. */
    public static void main(String[] args) throws Exception {
        Path dex = Path.of(args[3]);
        Warnings warnings = new Warnings();
        R8Command.Builder app = R8Command.builder(warnings)
                .addProgramFiles(Path.of(args[0]))
                .addProguardConfiguration(keep(Path.of(args[1])), Origin.unknown())
                .addProguardConfigurationFiles(Path.of(args[2]))
                .addLibraryFiles(jar("android-all"))
                .addLibraryResourceProvider(JdkClassFileProvider.fromSystemJdk())
                .setMinApiLevel(Integer.parseInt(args[4]))
                .setMode(CompilationMode.RELEASE)
                .setProgramConsumer(new DexIndexedConsumer.ArchiveConsumer(dex));
        for (String artifact : CLOSURE) {
            app.addProgramFiles(jar(artifact)); // With the rules in them.
        }
        R8.run(app.build());
        long size = kib(dex);
        long budget = Long.parseLong(args[5]);
        System.out.println("dex size: the to-do list for Android, shrunk, " + size + " KiB of " + budget + " KiB");
        warnings.told.forEach(System.out::println);
        if (size > budget || !warnings.told.isEmpty()) {
            System.exit(1);
        }
    }

    /** What the manifest names is made by Android, as Android's plugin tells R8. */
    private static List<String> keep(Path manifest) throws IOException {
        List<String> rules = new ArrayList<>();
        Matcher named = Pattern.compile("android:name=\"\\.(\\w+)\"").matcher(Files.readString(manifest));
        while (named.find()) {
            rules.add("-keep class " + Shrink.class.getPackageName() + "." + named.group(1) + " { <init>(); }");
        }
        return rules;
    }

    private static Path jar(String artifact) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(artifact) + "-[0-9][^/]*\\.jar");
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            Path path = Path.of(entry);
            if (name.matcher(path.getFileName().toString()).matches()) {
                return path;
            }
        }
        throw new IOException("the class path has no jar of " + artifact);
    }

    private static long kib(Path dex) throws IOException {
        long bytes = 0;
        try (ZipFile zip = new ZipFile(dex.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                bytes += entry.getSize();
            }
        }
        return (bytes + 1023) / 1024;
    }

    /** Collects what R8 complains of. */
    private static final class Warnings implements DiagnosticsHandler {
        private final List<String> told = new ArrayList<>();

        @Override
        public synchronized void error(Diagnostic diagnostic) {
            told.add("error: " + diagnostic.getOrigin() + ": " + diagnostic.getDiagnosticMessage());
        }

        @Override
        public synchronized void warning(Diagnostic diagnostic) {
            told.add("warning: " + diagnostic.getOrigin() + ": " + diagnostic.getDiagnosticMessage());
        }

        /** Such as a rule that matches nothing. */
        @Override
        public void info(Diagnostic diagnostic) {}
    }
}
