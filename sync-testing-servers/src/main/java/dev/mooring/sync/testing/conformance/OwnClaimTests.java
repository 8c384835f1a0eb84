package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.KEYS;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.WakeUps;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What else a transport's capabilities claim, and its channel. */
final class OwnClaimTests {
    private OwnClaimTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "check-agrees",
                        "A check agrees with the own cursor, and not with one that the log has never reached.",
                        "capabilities, checks",
                        "It pushes where a check agrees: the log would get a hole.",
                        ALL,
                        10,
                        OwnClaimTests::checkAgrees),
                test(
                        "vouch-agrees",
                        "Behind a listing, the server counts as many rows as it has shown.",
                        "capabilities, vouches",
                        "It believes a listing that lacks rows where the count agrees, and deletes them.",
                        KEYS,
                        8,
                        OwnClaimTests::vouchAgrees),
                test(
                        "stamp-told",
                        "A change tells the stamp of the write that made it.",
                        "the transport",
                        "The policy of the last write decides by it.",
                        ALL,
                        4,
                        OwnClaimTests::stampTold),
                test(
                        "origin-told",
                        "A change names the device that wrote it, as the capabilities do.",
                        "capabilities, origin",
                        "It shows another device as its writer.",
                        ALL,
                        6,
                        OwnClaimTests::originTold),
                test(
                        "channel-wakes",
                        "The channel opens, and wakes a device when another one has written.",
                        "a live channel",
                        "It polls.",
                        ALL,
                        8,
                        OwnClaimTests::channelWakes));
    }

    private static void checkAgrees(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.checks(), "checks");
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        one.store(user.writes("a", 5));
        Answer own = one.check(one.cursor);
        boolean agrees =
                own instanceof Answer.Settled settled && !settled.page().more();
        check(agrees, "a check of the own cursor was answered " + OwnWords.of(own));
        OwnUser other = stage.user();
        OwnDevice stranger = other.pulled();
        stranger.store(other.write("b", "1"));
        Answer ahead = stranger.check(one.cursor);
        check(
                !(ahead instanceof Answer.Settled),
                "a check of a cursor that the log has not reached was " + OwnWords.of(ahead));
    }

    private static void vouchAgrees(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.vouches(), "vouches");
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        one.store(user.writes("a", 5));
        OwnDevice reader = user.device();
        Cursor listed = null;
        for (OwnPage page : reader.pages()) {
            listed = page.page().listed() ? page.cursor() : listed;
        }
        check(listed != null, "no page says that it ends a listing");
        Answer answer = reader.check(Objects.requireNonNull(listed));
        Vouch vouch = answer instanceof Answer.Settled settled ? settled.page().vouch() : null;
        check(vouch != null, "a check behind a listing was answered " + OwnWords.of(answer));
        Vouch counted = Objects.requireNonNull(vouch);
        check(counted.surplus() == 0, "the server counts " + counted.surplus() + " rows more than it has shown");
        check(counted.used(), "the server says that an account with rows was never used");
    }

    private static void stampTold(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        Mutation write = user.write("a", "1");
        one.store(write);
        @Nullable Instant told = null;
        for (Incoming each : user.all()) {
            told = each.stamp();
        }
        if (told == null) {
            throw Ending.notOffered("no change has a stamp");
        }
        Instant made = one.transport.stamp(write);
        check(told.equals(made), "a write with the stamp " + made + " came back with " + told);
    }

    private static void originTold(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        String own = one.transport.capabilities().origin();
        OwnStage.claimed(!own.isEmpty(), "an origin");
        one.pull();
        other.pull();
        one.store(user.write("a", "1"));
        List<Incoming> told = other.pull();
        check(!told.isEmpty(), "a write was not told");
        String named = told.get(0).change().origin();
        check(named.equals(own), "a write of " + own + " is told as one of " + named);
    }

    /** What a channel says. */
    private static final class Listener implements WakeUps.Listener {
        final CountDownLatch opened = new CountDownLatch(1);
        final CountDownLatch woken = new CountDownLatch(1);
        private volatile String end = "";

        @Override
        public void opened(boolean watchesItself) {
            opened.countDown();
        }

        @Override
        public void alive() {}

        @Override
        public void woken(boolean brought) {
            if (opened.getCount() == 0) {
                woken.countDown();
            }
        }

        @Override
        public void shown() {}

        @Override
        public void closed(WakeUps.End why) {
            end = why.toString();
        }
    }

    private static void channelWakes(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        OwnDevice other = user.pulled();
        WakeUps channel = one.transport.channel();
        if (channel == null) {
            throw Ending.notOffered("the transport has no channel");
        }
        Listener listener = new Listener();
        WakeUps.Connection connection = channel.open(listener);
        try {
            long patience = stage.patience().toMillis();
            boolean opened = listener.opened.await(patience, TimeUnit.MILLISECONDS);
            check(opened, "the channel did not open within " + patience + " ms " + listener.end);
            other.store(user.write("a", "1"));
            boolean woken = listener.woken.await(patience, TimeUnit.MILLISECONDS);
            check(woken, "the channel did not tell of a write within " + patience + " ms " + listener.end);
            check(!one.pull().isEmpty(), "behind a wake-up, a pull does not show the write");
        } finally {
            connection.close();
        }
    }
}
