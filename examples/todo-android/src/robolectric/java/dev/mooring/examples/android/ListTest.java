package dev.mooring.examples.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.mooring.examples.android.view.Ids;
import java.io.IOException;
import org.junit.Test;

/** The list, with a server that answers. */
public class ListTest extends AppTest {
    @Test
    public void anEmptyListSaysWhatToDo() throws IOException {
        try (Phone<TodoActivity> phone = Phone.open(TodoActivity.class)) {
            phone.untilSeen("Everything is here and at the server.");
            assertTrue(phone.sees("Nothing to do"));
            pictures(phone, "empty", "Nothing to do");
        }
    }

    @Test
    public void whatAnotherDeviceWroteIsHereAndWhatIsWrittenHereIsThere() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            pictures(phone, "synced", TITLES[0]);
            add(phone, "Buy oat milk");
            phone.until("the server to have it", () -> serverHas("Buy oat milk"));
            phone.tap("Edit Buy oat milk");
            phone.picture("editor-light");
            phone.type(Ids.TITLE, "Buy two oat milks");
            phone.tap("Save");
            phone.untilSeen("Buy two oat milks");
            phone.tap("Fix the back door");
            phone.untilSeen("ada’s list · 5 open, 3 done");
            phone.tap("Edit Renew the passport");
            phone.tap("Delete");
            phone.untilGone("Renew the passport");
            phone.picture("deleted-light");
            phone.tap("Undo");
            phone.untilSeen("Renew the passport");
            phone.until("the server to have the new title", () -> serverHas("Buy two oat milks"));
            phone.untilSeen("Everything is here and at the server.");
        }
    }

    @Test
    public void whatIsTypedSurvivesARotation() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            phone.type(Ids.ADD, "Half a thou");
            phone.tap("Edit Fix the back door");
            phone.type(Ids.TITLE, "Fix the back door and the bell");
            phone.turn("w891dp-h411dp-land-notnight-420dpi");
            phone.untilSeen(TITLES[6]);
            assertEquals("Fix the back door and the bell", phone.typed(Ids.TITLE));
            assertEquals("Half a thou", phone.typed(Ids.ADD));
            phone.picture("rotated-light");
            phone.tap("Save");
            phone.turn(PHONE);
            phone.untilSeen("Fix the back door and the bell");
        }
    }

    @Test
    public void backClosesWhatIsInFront() {
        try (Phone<TodoActivity> phone = synced()) {
            phone.tap("Edit Fix the back door");
            assertTrue(phone.sees("Delete"));
            phone.back();
            assertTrue(!phone.sees("Delete") && !phone.activity().isFinishing());
            phone.back();
            assertTrue(phone.activity().isFinishing());
        }
    }

    @Test
    public void theLightTellsMoreWhenItIsTouched() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            phone.tap(Ids.STATUS);
            phone.untilSeen("Last complete fetch");
            assertTrue(phone.texts().stream()
                    .anyMatch(text -> text.startsWith("Everything is here, and everything that was written here")));
            phone.picture("details-light");
        }
    }

    @Test
    public void whereOneWritesFromRightToLeftItIsTheOtherWayRound() throws IOException {
        try (Phone<TodoActivity> phone = synced()) {
            int width = phone.activity().getWindow().getDecorView().getWidth();
            assertTrue(phone.left("Settings") > width / 2);
            assertTrue(phone.left(TITLES[6]) < width / 2);
            phone.rightToLeft();
            assertTrue(phone.left("Settings") < width / 2);
            assertTrue(phone.left(TITLES[6]) > width / 2);
            phone.picture("right-to-left-light");
        }
    }
}
