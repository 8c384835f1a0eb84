package dev.mooring.systemtests.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that was run to its end: how it ended and what it printed. */
record Run(int exit, String out, String errors) {
    /** Runs a program in a folder and waits for its end, but no longer than the limit; then it is killed, with all that it started. */
    static Run of(Path folder, int limitSeconds, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Run run = new Run(process.exitValue(), Files.readString(out), Files.readString(errors));
        if (!ended) {
            throw new AssertionError("not over after " + limitSeconds + " s: " + command + "\n" + run);
        }
        return run;
    }

    /** @return what it printed, where it ended well */
    String printed() {
        if (exit != 0) {
            throw new AssertionError("ended with " + exit + "\n" + out + "\n" + errors);
        }
        return out;
    }
}
