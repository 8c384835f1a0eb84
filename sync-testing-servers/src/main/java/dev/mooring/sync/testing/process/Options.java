package dev.mooring.sync.testing.process;

import dev.mooring.sync.testing.http.StandInServer;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The options of a stand-in server that runs as a process. A server lists those that it has as they are typed: {@code --port N} takes a
 * whole number, {@code --user U} takes any text, {@code --flavour base|full} takes one of these words, {@code --no-gzip} takes nothing.
 */
public final class Options {
    private static final String NUMBER = "N";

    private final Map<String, String> given = new LinkedHashMap<>();

    private Options() {}

    /**
     * Starts a server, prints its URL on a line and returns; the server goes on. Where the command line makes no sense, it prints why and
     * ends the process with exit code 2. {@code --help} prints the options.
     *
     * @param args the command line
     * @param known every option there is, {@code --port N} among them
     * @param build makes the server that the options ask for
     */
    public static void serve(String[] args, List<String> known, Function<Options, StandInServer<?>> build) {
        PrintStream out = System.out;
        if (Arrays.asList(args).contains("--help")) {
            out.println("options: " + String.join(", ", known));
            return;
        }
        try {
            Options options = read(args, known);
            out.println(build.apply(options).start(options.number("--port")).url());
            out.flush();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /**
     * Reads a command line.
     *
     * @param args names and values by turns
     * @param known every option there is
     * @return what was given
     * @throws IllegalArgumentException if an option is unknown, given twice, or its value is missing or of another kind
     */
    public static Options read(String[] args, List<String> known) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String option : known) {
            int blank = option.indexOf(' ');
            kinds.put(blank < 0 ? option : option.substring(0, blank), blank < 0 ? "" : option.substring(blank + 1));
        }
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            String name = args[i];
            String kind = kinds.get(name);
            if (kind == null) {
                throw new IllegalArgumentException(
                        "unknown option " + name + "; the options are " + String.join(", ", known));
            }
            boolean last = i + 1 == args.length;
            if (!kind.isEmpty() && last) {
                throw new IllegalArgumentException("option " + name + " needs a value: " + name + " " + kind);
            }
            String value = kind.isEmpty() ? "" : checked(name, kind, args[++i]);
            if (options.given.put(name, value) != null) {
                throw new IllegalArgumentException("option " + name + " is given twice");
            }
        }
        return options;
    }

    private static String checked(String name, String kind, String value) {
        boolean fits = !kind.equals(NUMBER) || value.matches("[0-9]{1,9}");
        if (kind.indexOf('|') >= 0) {
            fits = Arrays.asList(kind.split("\\|")).contains(value);
        }
        if (!fits) {
            String wanted = kind.equals(NUMBER) ? "a whole number" : kind;
            throw new IllegalArgumentException("option " + name + " takes " + wanted + ", not " + value);
        }
        return value;
    }

    /**
     * Whether an option was given.
     *
     * @param name with its dashes
     * @return whether it was
     */
    public boolean has(String name) {
        return given.containsKey(name);
    }

    /**
     * The value of an option.
     *
     * @param name with its dashes
     * @param otherwise the value if it was not given
     * @return as typed
     */
    public String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    /**
     * The value of an option that takes a whole number.
     *
     * @param name with its dashes
     * @return 0 if it was not given
     */
    public int number(String name) {
        return Integer.parseInt(text(name, "0"));
    }
}
