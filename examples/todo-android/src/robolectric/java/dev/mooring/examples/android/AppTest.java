package dev.mooring.examples.android;

import dev.mooring.examples.android.view.Ids;
import java.io.IOException;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.annotation.SQLiteMode;

/** What the tests of the app share. They use it as a person does, and take a picture of each state. */
@RunWith(AppRunner.class)
@Config(sdk = 34, qualifiers = AppTest.PHONE)
@SQLiteMode(SQLiteMode.Mode.NATIVE)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
public abstract class AppTest {
    static final String PHONE = "w411dp-h891dp-port-notnight-420dpi";

    static final String[] TITLES = {
        "Book the ferry to Vis",
        "Sharpen the kitchen knives",
        "Call Grace about Sunday",
        "Return the library books",
        "Order seeds for the balcony",
        "Fix the back door",
        "Renew the passport"
    };

    final HomeServer server = new HomeServer();

    @Before
    public void begin() {
        server.open();
        Phone.server(server.url());
    }

    @After
    public void end() {
        server.close();
        server.giveBack();
    }

    final Phone<TodoActivity> synced() {
        server.write(TITLES);
        server.tick(1, TITLES[1]);
        server.tick(3, TITLES[3]);
        Phone<TodoActivity> phone = Phone.open(TodoActivity.class);
        phone.untilSeen("Everything is here and at the server.");
        phone.untilSeen(TITLES[0]);
        return phone;
    }

    final void add(Phone<?> phone, String title) {
        phone.type(Ids.ADD, title);
        phone.tap("Add");
        phone.untilSeen(title);
    }

    final boolean serverHas(String words) {
        return server.payloads(HomeServer.USER).stream().anyMatch(payload -> payload.contains(words));
    }

    final void online(Phone<?> phone) {
        server.open();
        phone.tap(Ids.STATUS);
        phone.tap("Sync now");
        phone.back();
    }

    /** In light and in dark. */
    final void pictures(Phone<?> phone, String name, String sees) throws IOException {
        phone.picture(name + "-light");
        phone.turn("+night");
        phone.untilSeen(sees);
        phone.picture(name + "-dark");
        phone.turn("+notnight");
        phone.untilSeen(sees);
    }
}
