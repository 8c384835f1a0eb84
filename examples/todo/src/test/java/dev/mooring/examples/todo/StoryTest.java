package dev.mooring.examples.todo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void bothDevicesEndWithTheSameListAndNothingIsLeftUnsent() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Ending ending = Main.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(
                last.matches("converged: true, pending: 0, superseded: [1-9][0-9]*, quarantined: 0"),
                () -> String.join("\n", lines));
        assertEquals(ending.left(), ending.right());
        assertFalse(ending.left().isEmpty());
        assertTrue(ending.superseded() >= 1);
        assertEquals(last, ending.toString());

        List<String> table = lastTable(lines);
        assertEquals(ending.left().size(), table.size());
        for (String row : table) {
            String[] cells = row.split("\\|");
            assertEquals(cells[1], cells[2]);
        }
    }

    @Test
    void theStoryMeetsConflictsALostAnswerTheServersOwnEventsAndTheBackground() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Main.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String told = bytes.toString(StandardCharsets.UTF_8);

        assertTrue(told.contains("POST /do/sync 409"), told);
        assertTrue(told.contains("'The cake is in the oven': the server keeps it"), told);
        assertTrue(told.contains("'The cake is on its way': the server writes it down"), told);
        assertTrue(told.contains("[The cake is in the oven, The cake is on its way]"), told);
        assertTrue(told.contains("POST /do/sync 200 (lost)"), told);
        assertTrue(told.contains("offline, queued: true, pending 3"), told);
        assertTrue(told.contains("phone leaves the screen: all is sent"), told);
        assertTrue(told.contains("POST /do/lease 200"), told);
        assertTrue(told.contains("syncs by itself: offline, queued: true, pending 1"), told);
        assertTrue(told.contains("goes on with the rest: pushed 1, pulled 0"), told);
    }

    private static List<String> lastTable(List<String> lines) {
        int rule = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("| ----")) {
                rule = i;
            }
        }
        return lines.subList(rule + 1, lines.size()).stream()
                .takeWhile(line -> line.contains("|"))
                .toList();
    }
}
