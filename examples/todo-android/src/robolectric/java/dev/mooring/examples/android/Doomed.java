package dev.mooring.examples.android;

import static org.junit.Assert.fail;

import dev.mooring.examples.android.view.Ids;
import java.io.IOException;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.annotation.SQLiteMode;

/** A process that writes, and dies while it sends. No test by itself: {@link KilledTest} runs it in another JVM. */
@RunWith(AppRunner.class)
@Config(sdk = 34, qualifiers = AppTest.PHONE)
@SQLiteMode(SQLiteMode.Mode.NATIVE)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
public class Doomed {
    static final String SYNCED = "synced";
    static final String WROTE = "wrote ";
    static final int KILLED = 137;

    @Test
    public void writes() throws IOException {
        Phone.server(System.getProperty("server"));
        Phone<TodoActivity> phone = Phone.open(TodoActivity.class);
        phone.untilSeen("Everything is here and at the server.");
        phone.untilSeen(AppTest.TITLES[0]);
        System.out.println("\n" + SYNCED); // The runner has left its line open.
        if (System.in.read() < 0) {
            fail("the other process has ended");
        }
        phone.type(Ids.ADD, "Written before the end");
        phone.tap("Add");
        phone.tap(AppTest.TITLES[5]);
        phone.untilSeen("Sending 2 edits…");
        System.out.println(WROTE + RuntimeEnvironment.getApplication().getDatabasePath("todos-ada.db"));
        System.out.flush();
        Runtime.getRuntime().halt(KILLED);
    }
}
