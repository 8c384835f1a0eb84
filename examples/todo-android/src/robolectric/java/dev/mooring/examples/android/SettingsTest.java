package dev.mooring.examples.android;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import dev.mooring.examples.android.view.Ids;
import dev.mooring.examples.android.view.SettingsPane;
import java.io.IOException;
import org.junit.Test;
import org.robolectric.Shadows;

/** The settings. */
public class SettingsTest extends AppTest {
    @Test
    public void theListOpensThem() {
        try (Phone<TodoActivity> phone = synced()) {
            phone.tap("Settings");
            assertEquals(
                    SettingsActivity.class.getName(),
                    Shadows.shadowOf(phone.activity())
                            .getNextStartedActivity()
                            .getComponent()
                            .getClassName());
        }
    }

    @Test
    public void theyShowWhatIsSetAndSayWhatIsWrong() throws IOException {
        server.write(TITLES);
        try (Phone<SettingsActivity> phone = Phone.open(SettingsActivity.class)) {
            phone.untilSeen("Synced. Everything is here and at the server.");
            assertEquals(server.url(), phone.typed(Ids.SERVER));
            assertEquals(HomeServer.USER, phone.typed(Ids.USER));
            pictures(phone, "settings", "Synced. Everything is here and at the server.");
            phone.type(Ids.USER, "ada lovelace");
            phone.tap("Save");
            assertTrue(phone.sees("A name has letters, digits and hyphens, 40 at most."));
        }
    }

    @Test
    public void anotherUserHasAnotherListAndNobodyLosesAnEdit() {
        try (Phone<TodoActivity> list = synced();
                Phone<SettingsActivity> settings = Phone.open(SettingsActivity.class)) {
            server.shut();
            add(list, "Ada's own");
            list.untilSeen("Offline");
            settings.untilSeen("Offline. 1 edit is kept here, to be sent.");
            settings.type(Ids.USER, "grace");
            settings.tap("Save");
            list.untilSeen("grace’s list · 0 open");
            server.open();
            settings.tap("Sync now");
            list.untilSeen("Everything is here and at the server.");
            add(list, "Grace's own");
            list.until(
                    "the server to have it",
                    () -> server.payloads("grace").stream().anyMatch(payload -> payload.contains("Grace's own")));
            settings.type(Ids.USER, HomeServer.USER);
            settings.tap("Save");
            list.untilSeen("Ada's own");
            list.until("the server to have Ada's", () -> serverHas("Ada's own"));
            assertTrue(!serverHas("Grace's own"));
            assertTrue(server.payloads("grace").stream().noneMatch(payload -> payload.contains("Ada's own")));
        }
    }

    @Test
    public void syncCanBeSwitchedOffAndOn() {
        try (Phone<TodoActivity> list = synced();
                Phone<SettingsActivity> settings = Phone.open(SettingsActivity.class)) {
            settings.untilSeen("Synced. Everything is here and at the server.");
            settings.tap(SettingsPane.SWITCH);
            list.untilSeen("Sync is off");
            add(list, "Not yet");
            list.untilSeen("1 edit is kept here, to be sent.");
            assertTrue(!serverHas("Not yet"));
            settings.tap(SettingsPane.SWITCH);
            list.untilSeen("Everything is here and at the server.");
            assertTrue(serverHas("Not yet"));
        }
    }
}
