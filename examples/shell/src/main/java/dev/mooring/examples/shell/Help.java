package dev.mooring.examples.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What {@code help} prints. First come the commands, each with its own options; then the options of all of them; then {@code help.txt}, which
 * tells the rest of the contract: tables, exit codes, and the keys of the JSON objects.
 */
final class Help {
    private static final int WIDTH = 130;
    private static final int LEFT = 28;

    /** The groups by their titles, each with its commands in the order in which they are told. */
    static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "commands that touch the file alone",
                List.of(
                        "put",
                        "rm",
                        "get",
                        "list",
                        "status",
                        "outbox",
                        "log",
                        "superseded",
                        "quarantined",
                        "retry",
                        "reissue",
                        "drop",
                        "inspect",
                        "check",
                        "export",
                        "import",
                        "sql",
                        "aside",
                        "adopt"));
        GROUPS.put("commands that touch the network", List.of("sync", "call", "rebuild", "watch", "conform"));
        GROUPS.put("commands about commands", List.of("help", "generate-completion"));
    }

    private static final List<String> SECTIONS = List.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private Help() {}

    /** Tells a command line how to print it. */
    static void of(CommandLine line) {
        line.setUsageHelpWidth(WIDTH);
        line.setHelpSectionKeys(SECTIONS);
        layOut(line);
        for (CommandLine command : line.getSubcommands().values()) {
            layOut(command);
            command.getCommandSpec()
                    .usageMessage()
                    .abbreviateSynopsis(true)
                    .footer("%nexit codes, and the keys of the JSON objects: mooring help");
        }
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands(line, help.colorScheme()));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> rest());
    }

    private static void layOut(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .synopsisHeading("usage: ")
                .descriptionHeading("%n")
                .optionListHeading("%noptions%n");
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> {
            TextTable table = table(help.colorScheme());
            command.getCommandSpec().options().forEach(option -> add(table, "", option, help.colorScheme()));
            return table.toString();
        });
    }

    private static String commands(CommandLine line, ColorScheme colors) {
        StringBuilder all = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            TextTable table = table(colors);
            names.forEach(name -> add(table, line, command(line, name), colors));
            all.append(System.lineSeparator()).append(title).append(System.lineSeparator());
            all.append(table);
        });
        return all.toString();
    }

    private static CommandLine command(CommandLine line, String name) {
        return Objects.requireNonNull(line.getSubcommands().get(name), name);
    }

    private static TextTable table(ColorScheme colors) {
        return TextTable.forColumns(
                colors, new Column(LEFT, 2, Overflow.SPAN), new Column(WIDTH - LEFT, 0, Overflow.WRAP));
    }

    private static void add(TextTable table, CommandLine all, CommandLine command, ColorScheme colors) {
        Text name = colors.commandText(command.getCommandName());
        for (PositionalParamSpec operand : command.getCommandSpec().positionalParameters()) {
            String label = operand.arity().min() == 0 ? "[" + operand.paramLabel() + "]" : operand.paramLabel();
            name = name.concat(" ").concat(colors.parameterText(label));
        }
        table.addRowValues(name, said(command.getCommandSpec().usageMessage().description(), colors));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!all.getCommandSpec().optionsMap().containsKey(option.longestName())) {
                add(table, "    ", option, colors);
            }
        }
    }

    private static void add(TextTable table, String indent, OptionSpec option, ColorScheme colors) {
        Text name = colors.text(indent).concat(colors.optionText(option.longestName()));
        boolean flag = option.arity().max() == 0;
        table.addRowValues(
                flag ? name : name.concat(" ").concat(colors.optionParamText(option.paramLabel())),
                said(option.description(), colors));
    }

    private static Text said(String[] lines, ColorScheme colors) {
        return colors.text(String.join(" ", lines));
    }

    private static String rest() {
        try (InputStream text = Objects.requireNonNull(Help.class.getResourceAsStream("help.txt"), "help.txt")) {
            return System.lineSeparator() + new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
