package dev.mooring.systemtests.release;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/** The program of the README as a Java module. */
final class NotesModule {
    static final String NAME = "notes";

    private static final String DECLARATION = """
        module notes {
            requires dev.mooring.sync.sqlite.jdbc;
            requires dev.mooring.sync.okhttp;
        }
        """;

    private NotesModule() {}

    /** @return the folder that holds the compiled module */
    static Path compiled(Path folder, Path source, Path jars) throws IOException {
        Path declaration = folder.resolve("module-info.java");
        Files.writeString(declaration, DECLARATION);
        Path classes = folder.resolve("module");
        tool("javac", "--release", "17", "-p", jars, "-d", classes, declaration, source);
        return classes;
    }

    /** Runs a tool of the JDK in this process. */
    static String tool(String name, Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        StringWriter printed = new StringWriter();
        PrintWriter to = new PrintWriter(printed);
        int exit = ToolProvider.findFirst(name).orElseThrow().run(to, to, texts);
        if (exit != 0) {
            throw new AssertionError(name + " " + String.join(" ", texts) + " ended with " + exit + "\n" + printed);
        }
        return printed.toString();
    }
}
