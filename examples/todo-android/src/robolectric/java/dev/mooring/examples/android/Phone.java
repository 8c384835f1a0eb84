package dev.mooring.examples.android;

import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.app.Activity;
import android.content.pm.ApplicationInfo;
import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.graphics.Insets;
import android.os.Looper;
import android.view.View;
import android.view.ViewGroup;
import android.view.WindowInsets;
import android.widget.EditText;
import android.widget.TextView;
import dev.mooring.examples.android.model.Settings;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowPausedLooper;
import org.robolectric.shadows.ShadowProcess;

/** A phone in a hand: what is to be seen on it, what is touched, and a picture of it. */
final class Phone<A extends Activity> implements AutoCloseable {
    private final ActivityController<A> controller;

    private Phone(ActivityController<A> controller) {
        this.controller = controller;
    }

    static <A extends Activity> Phone<A> open(Class<A> activity) {
        Phone<A> phone =
                new Phone<>(org.robolectric.Robolectric.buildActivity(activity).setup());
        phone.insets();
        return phone;
    }

    static TodoApp app() {
        return (TodoApp) RuntimeEnvironment.getApplication();
    }

    static void server(String url) {
        // Robolectric makes the number of the process up. By the real one, another process sees that this one has died.
        ShadowProcess.setPid((int) ProcessHandle.current().pid());
        // A phone grants what the manifest asks for and nobody minds.
        shadowOf(app()).grantPermissions(Manifest.permission.ACCESS_NETWORK_STATE);
        app().desk().configure(new Settings(url, HomeServer.USER, true));
    }

    /** The words for somebody who reads from right to left would need a translation; what is where does not. */
    void rightToLeft() {
        activity().getApplicationInfo().flags |= ApplicationInfo.FLAG_SUPPORTS_RTL;
        root().setLayoutDirection(View.LAYOUT_DIRECTION_RTL);
        layOut();
    }

    /** Where something to be touched is, from the left. */
    int left(String words) {
        int[] place = new int[2];
        find(words).getLocationInWindow(place);
        return place[0];
    }

    A activity() {
        return controller.get();
    }

    private View root() {
        return activity().getWindow().getDecorView();
    }

    /** Bars at the top and at the bottom, as on a phone. */
    private void insets() {
        WindowInsets bars = new WindowInsets.Builder()
                .setInsets(WindowInsets.Type.statusBars(), Insets.of(0, 90, 0, 0))
                .setInsets(WindowInsets.Type.navigationBars(), Insets.of(0, 0, 0, 48))
                .build();
        activity().findViewById(android.R.id.content).dispatchApplyWindowInsets(bars);
    }

    /** Turns it: the activity ends, and another one takes its place with what was kept. */
    void turn(String qualifiers) {
        RuntimeEnvironment.setQualifiers(qualifiers);
        controller.configurationChange(
                RuntimeEnvironment.getApplication().getResources().getConfiguration());
        if (!root().isAttachedToWindow()) {
            controller.visible();
        }
        insets();
    }

    // ---- seeing

    void until(String what, BooleanSupplier wanted) {
        ShadowPausedLooper looper = Shadow.extract(Looper.getMainLooper());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        shadowOf(Looper.getMainLooper()).idle();
        while (!wanted.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what + "; there is " + texts());
            }
            looper.poll(200);
            looper.idle();
        }
    }

    void untilSeen(String text) {
        until("“" + text + "”", () -> sees(text));
    }

    void untilGone(String text) {
        until("the end of “" + text + "”", () -> !sees(text));
    }

    boolean sees(String text) {
        return texts().contains(text);
    }

    List<String> texts() {
        layOut();
        List<String> texts = new ArrayList<>();
        each(root(), view -> {
            if (view instanceof TextView text && !(view instanceof EditText)) {
                texts.add(text.getText().toString());
            }
            return false;
        });
        return texts;
    }

    /** Robolectric lays out when its looper is idle; the list makes its rows only then. */
    private void layOut() {
        shadowOf(Looper.getMainLooper()).idle();
    }

    private static @Nullable View each(View view, Predicate<View> wanted) {
        if (view.getVisibility() != View.VISIBLE) {
            return null;
        }
        if (wanted.test(view)) {
            return view;
        }
        if (view instanceof ViewGroup group) {
            for (int i = group.getChildCount() - 1; i >= 0; i--) { // What is on top comes first.
                View found = each(group.getChildAt(i), wanted);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private View find(String words) {
        layOut();
        View found = each(
                root(),
                view -> view.isClickable()
                        && (words.contentEquals(String.valueOf(view.getContentDescription()))
                                || view instanceof TextView text && words.contentEquals(text.getText())));
        if (found == null) {
            throw new AssertionError("there is nothing to touch named “" + words + "”; there is " + texts());
        }
        return found;
    }

    // ---- touching

    void tap(String words) {
        find(words).performClick();
        shadowOf(Looper.getMainLooper()).idle();
    }

    void tap(int id) {
        activity().findViewById(id).performClick();
        shadowOf(Looper.getMainLooper()).idle();
    }

    void type(int id, String text) {
        ((EditText) activity().findViewById(id)).setText(text);
    }

    String typed(int id) {
        return ((EditText) activity().findViewById(id)).getText().toString();
    }

    @SuppressWarnings("deprecation") // What the button of the phone calls.
    void back() {
        activity().onBackPressed();
        shadowOf(Looper.getMainLooper()).idle();
    }

    // ---- a picture

    void picture(String name) throws IOException {
        layOut();
        View view = root();
        Bitmap picture = Bitmap.createBitmap(view.getWidth(), view.getHeight(), Bitmap.Config.ARGB_8888);
        view.draw(new Canvas(picture));
        File folder = new File(System.getProperty("screenshots", "target/screenshots"));
        Files.createDirectories(folder.toPath());
        try (OutputStream out = Files.newOutputStream(new File(folder, name + ".png").toPath())) {
            picture.compress(Bitmap.CompressFormat.PNG, 100, out);
        }
    }

    @Override
    public void close() {
        controller.pause().stop().destroy();
    }
}
