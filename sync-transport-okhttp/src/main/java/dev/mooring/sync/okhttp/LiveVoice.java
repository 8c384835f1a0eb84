package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.LiveBox.Item;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.List;
import java.util.function.UnaryOperator;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What one session says. It is called under the session's lock. What it says is done by the {@link LiveQueue} later, unless the session is
 * over by then; only what is put into the box is put there at once.
 */
final class LiveVoice implements LiveDialect.Output {
    private final LiveHands hands;
    private final LiveQueue queue;
    private volatile boolean over;

    LiveVoice(LiveHands hands, LiveQueue queue) {
        this.hands = hands;
        this.queue = queue;
    }

    /** What it has said and was not done yet is forgotten, and whatever it still says. */
    void hush() {
        over = true;
    }

    @Override
    public void send(String text) {
        say(() -> hands.send(text));
    }

    @Override
    public void send(ByteString message) {
        say(() -> hands.send(message));
    }

    @Override
    public void ping() {
        say(hands::ping);
    }

    @Override
    public void slice(
            List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, LiveDialect.@Nullable Reading reading) {
        put(new Item.Slice(changes, after, reading));
    }

    @Override
    public int waiting() {
        return hands.box().waiting();
    }

    @Override
    public void ready() {
        put(new Item.Ready());
    }

    @Override
    public void answered(Answer answer) {
        put(new Item.Answered(answer));
    }

    @Override
    public void failed(SyncException failure) {
        put(new Item.Failed(failure));
    }

    @Override
    public void again() {
        put(new Item.Again());
    }

    /** At once: the box keeps order, and nobody is called. */
    private void put(Item item) {
        if (!over) {
            hands.box().put(item);
        }
    }

    @Override
    public void live() {
        say(hands::live);
    }

    @Override
    public void woken(boolean brought) {
        say(() -> hands.woken(brought));
    }

    @Override
    public void shown() {
        say(hands::shown);
    }

    @Override
    public void acknowledged(@Nullable String refusal) {
        say(() -> hands.acknowledged(refusal));
    }

    @Override
    public void over(End end) {
        say(() -> hands.over(end));
    }

    private void say(Runnable what) {
        queue.add(() -> {
            if (!over) {
                what.run();
            }
        });
    }
}
