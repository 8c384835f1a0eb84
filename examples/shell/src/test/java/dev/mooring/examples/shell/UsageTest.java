package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
    @TempDir
    Path folder;

    private List<String> line(String more) {
        String all = "--db " + folder + "/a.db --server http://localhost:1 --user ada " + more;
        return new ArrayList<>(List.of(all.trim().split(" ")));
    }

    private void refuses(List<String> args, String words) {
        Shell.Result result = Shell.runBare(args).ended(2);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().contains(words) && result.err().contains("help"), result::toString);
        args.add("--json");
        Map<String, Object> error = Shell.parse(Shell.runBare(args).ended(2).out());
        assertTrue(error.get("error").toString().contains(words));
        assertEquals(2L, error.get("exit"));
        assertFalse(Files.exists(folder.resolve("a.db")));
    }

    @Test
    void aMissingOptionIsNamed() {
        for (String missing : List.of("db", "server", "user")) {
            List<String> args = line("sync");
            int at = args.indexOf("--" + missing);
            args.remove(at);
            args.remove(at);
            refuses(args, "--" + missing);
        }
    }

    @Test
    void whatTheShellDoesNotKnowIsNamed() {
        refuses(line(""), "command");
        refuses(line("frobnicate"), "frobnicate");
        refuses(line("status --since 3"), "--since");
        refuses(line("status --frob 3"), "--frob");
        refuses(line("status --policy mine"), "mine");
        refuses(line("status --dialect smoke-signals"), "smoke-signals");
    }

    @Test
    void operandsAreCounted() {
        refuses(line("put todo k"), "COLLECTION KEY JSON");
        refuses(line("put todo k 1 2"), "COLLECTION KEY JSON");
        refuses(line("get todo"), "COLLECTION KEY");
        refuses(line("sync now"), "no operands");
        refuses(line("call"), "URL");
    }

    @Test
    void valuesAreChecked() {
        refuses(line("log --since many"), "many");
        refuses(line("log --since -1"), "-1");
        refuses(line("log --since 1.5"), "1.5");
        refuses(line("status --db x.db"), "twice");
        refuses(line("status --device"), "--device");
        List<String> badUrl = line("status");
        badUrl.set(badUrl.indexOf("http://localhost:1"), "localhost:1");
        refuses(badUrl, "URL");
        List<String> badUser = line("status");
        badUser.set(badUser.indexOf("ada"), "zoë");
        refuses(badUser, "ASCII");
    }

    @Test
    void valuesOfACommandAreChecked() {
        assertEquals(2, Shell.runBare(line("drop 17")).exit());
        assertEquals(2, Shell.runBare(line("watch --every 0")).exit());
        assertEquals(2, Shell.runBare(line("watch --live maybe")).exit());
        assertEquals(2, Shell.runBare(line("watch --live ftp://localhost/x")).exit());
        assertEquals(2, Shell.runBare(line("watch --live ws://")).exit());
        assertEquals(2, Shell.runBare(line("call http://x --header nothing")).exit());
        assertEquals(
                2, Shell.runBare(line("call http://x --method GET --body b")).exit());
    }

    @Test
    void optionsStandAnywhereAndInBothForms() {
        assertEquals(0, Shell.runBare(line("put --kind=made todo k 1")).exit());
        List<String> behind = new ArrayList<>(List.of("list", "todo"));
        behind.addAll(line("--json"));
        assertTrue(Shell.runBare(behind).ended(0).out().contains("\"kind\":\"made\""));
        List<String> dashes = line("put todo");
        dashes.addAll(List.of("--", "--k", "-1"));
        Shell.runBare(dashes).ended(0);
        assertTrue(Shell.runBare(line("list todo")).out().contains("--k  -1"));
    }

    @Test
    void helpNeedsNothingElseAndTellsEveryCommand() {
        String help = Shell.runBare(List.of("help")).ended(0).out();
        assertEquals(help, Shell.runBare(List.of("--help")).ended(0).out());
        for (String word : List.of("put", "rm", "get", "list", "sync", "call", "watch", "status", "outbox", "log")) {
            assertTrue(help.contains("\n  " + word + " "), word);
        }
        for (String word : List.of("superseded", "quarantined", "retry", "drop", "reissue", "--policy", "--json")) {
            assertTrue(help.contains(word), word);
        }
    }

    @Test
    void helpTellsOfOneCommandToo() {
        String help = Shell.runBare(List.of("help", "put")).ended(0).out();
        assertEquals(help, Shell.runBare(List.of("put", "--help")).ended(0).out());
        assertEquals(
                help,
                Shell.runBare(List.of("--user", "ada", "help", "put")).ended(0).out());
        assertTrue(help.contains("put [OPTIONS] COLLECTION KEY JSON") && help.contains("--kind K"), help);
        assertFalse(help.contains("--since"), help);
        refuses(new ArrayList<>(List.of("help", "putt")), "did you mean put?");
    }

    @Test
    void everyCommandIsInOneGroupOfTheHelp() {
        List<String> told =
                Help.GROUPS.values().stream().flatMap(List::stream).sorted().toList();
        assertEquals(
                List.copyOf(
                        new TreeSet<>(Commands.line(System.out).getSubcommands().keySet())),
                told);
    }

    @Test
    void whatIsMisspelledIsAnsweredWithWhatIsLikeIt() {
        refuses(line("stauts"), "there is no command stauts; did you mean status?");
        refuses(line("status --devcie d"), "--devcie is no option of status; did you mean --device?");
        refuses(line("--devcie d status"), "--devcie is no option of status; did you mean --device?");
    }

    @Test
    void optionsOfACommandMayStandBeforeItAndKeysMayBeginWithADash() {
        List<String> args = new ArrayList<>(List.of("--kind", "made", "--json"));
        args.addAll(line("put todo -k -1"));
        assertTrue(Shell.runBare(args).ended(0).out().contains("\"kind\":\"made\""));
        assertTrue(Shell.runBare(line("get todo -k")).ended(0).out().contains("-1"));
        Shell.runBare(line("put todo @k 2")).ended(0);
        assertTrue(Shell.runBare(line("get todo @k")).ended(0).out().contains("2"));
    }

    @Test
    void anOptionOfAnotherDialectIsRefused() {
        refuses(line("status --meta m.json"), "--meta is no option of event-log");
        refuses(line("status --origin o"), "--origin is no option of event-log");
        refuses(line("status --client-id c"), "--client-id is no option of event-log");
        refuses(line("status --db="), "--db");
    }

    @Test
    void completionKnowsCommandsOptionsAndTheirValues() {
        String script = Shell.runBare(line("generate-completion")).ended(0).out();
        for (String word :
                List.of("quarantined", "--server-name", "--preview", "last-write-wins", "entity-sync", "--live")) {
            assertTrue(script.contains(word), word);
        }
        assertTrue(script.startsWith("#!/usr/bin/env bash"), script);
    }

    @Test
    void coloursAreForThoseWhoWantThem() throws Exception {
        assertTrue(helpWith("CLICOLOR_FORCE").contains("\u001b["));
        assertFalse(helpWith("CLICOLOR_FORCE", "NO_COLOR").contains("\u001b"));
        assertFalse(helpWith().contains("\u001b"));
    }

    /** Of a process of its own, with these variables set. */
    private static String helpWith(String... variables) throws Exception {
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "help");
        process.environment().keySet().removeAll(List.of("CLICOLOR_FORCE", "NO_COLOR", "CLICOLOR"));
        List.of(variables).forEach(name -> process.environment().put(name, "1"));
        Process help = process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, help.waitFor());
        return text;
    }

    @Test
    void aByteThatIsNoUtf8IsCalledThat() {
        List<String> args = line("put todo k");
        args.add(Utf8.text(new byte[] {'"', 'a', (byte) 0xFF, '"'}));
        assertTrue(Shell.runBare(args)
                .ended(5)
                .err()
                .startsWith("mooring: the command line holds the byte 0xFF, which is no UTF-8 there"));
        assertTrue(Utf8.fault("\ud83d\udc80") == null);
    }
}
