package dev.mooring.examples.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How the shell is typed, where that is more than what picocli reads by itself, and what is said where it makes no sense. */
final class Usage {
    private static final String END = "--";

    private Usage() {}

    /**
     * The same words with the command in front: options may be typed before it, too.
     *
     * @return as they came where there is no command among them
     */
    static List<String> commandFirst(CommandLine line, List<String> args) {
        Set<String> flags = flags(line);
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            boolean end = word.equals(END) && i + 1 < args.size();
            if (end || !word.startsWith(END)) {
                List<String> sorted = new ArrayList<>(args);
                sorted.add(0, sorted.remove(end ? i + 1 : i));
                return sorted;
            }
            boolean takesNext = word.indexOf('=') < 0 && !flags.contains(word) && i + 1 < args.size();
            if (takesNext && !args.get(i + 1).startsWith(END)) {
                i++;
            }
        }
        return args;
    }

    /** The options without a value. */
    private static Set<String> flags(CommandLine line) {
        List<OptionSpec> all = new ArrayList<>(line.getCommandSpec().options());
        line.getSubcommands()
                .values()
                .forEach(command -> all.addAll(command.getCommandSpec().options()));
        return all.stream()
                .filter(option -> option.arity().max() == 0)
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
    }

    /**
     * Refuses words with two dashes in front that are no option of the command. Words with one dash are operands: a key may begin so. Picocli
     * knows either both as options or neither.
     */
    static void refuseUnknownOptions(CommandLine line, List<String> words) {
        CommandLine command = words.isEmpty() ? line : line.getSubcommands().getOrDefault(words.get(0), line);
        for (String word : words) {
            if (word.equals(END)) {
                break;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (name.startsWith(END) && !command.getCommandSpec().optionsMap().containsKey(name)) {
                throw new UnmatchedArgumentException(command, List.of(name));
            }
        }
        line.setUnmatchedOptionsArePositionalParams(true);
    }

    /** What is wrong, in a line. */
    static String words(ParameterException e) {
        CommandLine command = e.getCommandLine();
        boolean none = command.getParent() == null;
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            String what = first.startsWith(END)
                    ? first + " is no option" + (none ? "" : " of " + command.getCommandName())
                    : none ? "there is no command " + first : operands(command) + "; too many: " + first;
            return what + meant(unmatched.getSuggestions());
        } else if (e instanceof OverwrittenOptionException overwritten) {
            return name(overwritten.getOverwritten()) + " is given twice";
        } else if (e instanceof MissingParameterException missing) {
            ArgSpec first = missing.getMissing().get(0);
            return first.isOption() ? name(first) + " needs a value" : operands(command) + "; missing: " + name(first);
        } else if (e.getArgSpec() != null && e.getValue() != null) {
            return name(e.getArgSpec()) + kind(e.getArgSpec().type()) + ", not " + e.getValue();
        }
        return none ? "there is no command" : String.valueOf(e.getMessage());
    }

    private static String operands(CommandLine command) {
        List<String> labels = command.getCommandSpec().positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .collect(Collectors.toList());
        return command.getCommandName() + " takes " + (labels.isEmpty() ? "no operands" : String.join(" ", labels));
    }

    private static String meant(List<String> suggestions) {
        return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
    }

    private static String name(@Nullable ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg == null ? "" : arg.paramLabel();
    }

    private static String kind(Class<?> type) {
        if (type == Long.class) {
            return " must be a whole number";
        } else if (type == Double.class) {
            return " must be a number";
        }
        return type == UUID.class ? " is the id of a mutation" : " must be a path";
    }
}
