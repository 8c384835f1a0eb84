package dev.mooring.examples.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line, taken apart: the command, its operands, and options, which may stand anywhere as {@code --name value} or
 * {@code --name=value}; a value that begins with two dashes needs the second form. Behind {@code --} everything is an operand.
 */
final class Arguments {
    /** Options without a value that every command has. */
    private static final Set<String> COMMON = Set.of("json", "verbose", "help");

    /** Options without a value. */
    private static final Set<String> FLAGS = Set.of("json", "verbose", "help", "preview", "cancel", "resend");

    /** Options that may be given more than once. */
    private static final Set<String> REPEATABLE = Set.of("header");

    private final List<String> words = new ArrayList<>();
    private final Map<String, List<String>> options = new LinkedHashMap<>();

    private Arguments() {}

    static Arguments parse(List<String> args) {
        Arguments parsed = new Arguments();
        int i = 0;
        while (i < args.size()) {
            String arg = args.get(i++);
            if (arg.equals("--")) {
                parsed.words.addAll(args.subList(i, args.size()));
                break;
            }
            if (!arg.startsWith("--")) {
                parsed.words.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = arg.substring(2, equals < 0 ? arg.length() : equals);
            if (FLAGS.contains(name)) {
                parsed.put(name, "");
            } else if (equals >= 0) {
                parsed.put(name, arg.substring(equals + 1));
            } else if (i < args.size() && !args.get(i).startsWith("--")) {
                parsed.put(name, args.get(i++));
            } else {
                throw new UsageException("--" + name + " needs a value");
            }
        }
        return parsed;
    }

    private void put(String name, String value) {
        List<String> values = options.computeIfAbsent(name, n -> new ArrayList<>());
        values.add(value);
        if (values.size() > 1 && !REPEATABLE.contains(name) && !FLAGS.contains(name)) {
            throw new UsageException("--" + name + " is given twice");
        }
    }

    /** The command and its operands. */
    List<String> words() {
        return Collections.unmodifiableList(words);
    }

    /** The operand at that place, counted from 1. */
    String operand(int place) {
        return words.get(place);
    }

    boolean flag(String name) {
        return options.containsKey(name);
    }

    @Nullable
    String option(String name) {
        List<String> values = options.get(name);
        return values == null ? null : values.get(0);
    }

    String option(String name, String otherwise) {
        String value = option(name);
        return value == null ? otherwise : value;
    }

    String required(String name) {
        String value = option(name);
        if (value == null || value.isEmpty()) {
            throw new UsageException("--" + name + " is missing");
        }
        return value;
    }

    List<String> all(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** What {@code --header} was given, by name. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : all("header")) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new UsageException("--header is 'Name: value', not " + header);
            }
            headers.put(
                    header.substring(0, colon).trim(),
                    header.substring(colon + 1).trim());
        }
        return headers;
    }

    /** A number that is at least {@code least}. */
    double number(String name, double otherwise, double least) {
        String value = option(name);
        if (value == null) {
            return otherwise;
        }
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            number = Double.NaN;
        }
        if (!(number >= least) || number > 1e15) {
            throw new UsageException("--" + name + " must be a number from " + least + ", not " + value);
        }
        return number;
    }

    /** A whole number that is at least {@code least}. */
    long whole(String name, long otherwise, long least) {
        String value = option(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, in the same words.
        }
        throw new UsageException("--" + name + " must be a whole number from " + least + ", not " + value);
    }

    /** Refuses what neither the shell nor the command nor the dialect knows. */
    void allowOnly(Set<String> names) {
        for (String name : options.keySet()) {
            if (!names.contains(name) && !COMMON.contains(name)) {
                throw new UsageException("--" + name + " is no option of " + words.get(0));
            }
        }
    }
}
