package dev.mooring.examples.shell;

import java.io.PrintStream;

/** Where a command's result goes: a line for a person, as a terminal may be shown it, or one JSON object on a line. Thread-safe. */
final class Output {
    private final PrintStream out;
    private final boolean json;

    Output(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Prints the one form that was asked for. */
    synchronized void line(String text, Json object) {
        out.println(json ? object.toString() : Terminal.lines(text));
    }

    boolean isJson() {
        return json;
    }
}
