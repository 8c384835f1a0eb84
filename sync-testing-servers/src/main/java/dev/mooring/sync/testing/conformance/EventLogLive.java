package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EventLogUser.event;
import static dev.mooring.sync.testing.conformance.EventLogUser.events;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What is tried of the live stream of an event-log server. */
final class EventLogLive {
    private static final String PAGE = "docs/event-log.md, The live channel of a server";

    private EventLogLive() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "live-open",
                        "A stream says at once where the log ends.",
                        "It polls; a channel that says nothing is closed after two beats.",
                        6,
                        EventLogLive::open),
                test(
                        "live-tells",
                        "A stream tells each push once and in order, behind the event that comes before it.",
                        "It pulls where a message does not continue its log.",
                        24,
                        EventLogLive::tells),
                test(
                        "live-since",
                        "A stream behind a marker begins with what comes after it.",
                        "It pulls each time a channel opens.",
                        8,
                        EventLogLive::since),
                test(
                        "live-continues",
                        "Who connects again behind what was told misses nothing, while others write.",
                        "It pulls each time a channel opens.",
                        80,
                        EventLogLive::continues),
                test(
                        "live-much",
                        "More than fits into a message is told as news, and not cut.",
                        "It pulls where a message does not continue its log.",
                        8,
                        EventLogLive::much),
                test(
                        "live-moved",
                        "A stream behind a marker that the log has not reached says so, and ends.",
                        "It asks for the status before it pushes after a pause.",
                        5,
                        EventLogLive::moved),
                test(
                        "live-apart",
                        "A stream tells nothing of another user's log.",
                        "What does not continue its log is not taken.",
                        8,
                        EventLogLive::apart),
                test(
                        "live-user-needed",
                        "A stream for nobody is refused.",
                        "It always names a user.",
                        2,
                        EventLogLive::userNeeded));
    }

    private static ConformanceTest test(
            String id, String says, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE, client), requests, body);
    }

    /** The next message; a broken promise if it is another one, or none. */
    private static Frame next(Stage stage, WireStream stream, String name) throws InterruptedException {
        Frame frame = stream.next(stage.wire.patience());
        check(frame != null, "the stream said nothing, where " + name + " was to come");
        if (frame == null || frame.isEnd()) {
            throw Ending.broken("the stream ended, where " + name + " was to come");
        }
        check(frame.name().equals(name), "the stream said " + frame.name() + ", where " + name + " was to come");
        return frame;
    }

    private static WireStream opened(Stage stage, EventLogUser user, long since) throws InterruptedException {
        WireStream stream = user.live("?since=" + since);
        next(stage, stream, "open");
        return stream;
    }

    private static List<Long> numbers(Frame frame) {
        List<Long> numbers = new ArrayList<>();
        if (frame.object().get("events") instanceof List<?> list) {
            list.forEach(each -> numbers.add(each instanceof Map<?, ?> event ? Got.number(event.get("sequence")) : -1));
        }
        return numbers;
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void open(Stage stage) throws InterruptedException {
        EventLogUser user = EventLogUser.with(stage, 3);
        Frame frame = next(stage, user.live(""), "open");
        Object latest = frame.object().get("latest");
        check(Got.number(latest) == 3, "a log of 3 events is said to end at " + latest);
    }

    private static void tells(Stage stage) throws InterruptedException {
        EventLogUser user = new EventLogUser(stage);
        WireStream stream = opened(stage, user, 0);
        long last = 0;
        for (int size : List.of(1, 2, 1, 5)) {
            Got got = user.push(last, events(last + 1, size));
            check(got.status == 200, "a push was answered " + got.status);
            List<Long> told = numbers(next(stage, stream, "events"));
            List<Long> expected = range(Math.max(1, last), last + size);
            check(told.equals(expected), "of the push behind " + last + " was told " + told + ", not " + expected);
            last += size;
        }
    }

    private static void since(Stage stage) throws InterruptedException {
        EventLogUser user = EventLogUser.with(stage, 5);
        List<Long> told = numbers(next(stage, opened(stage, user, 2), "events"));
        check(told.equals(range(2, 5)), "behind 2 was told " + told);
        WireStream atEnd = opened(stage, user, 5);
        user.push(5, List.of(event(6L, "{}")));
        List<Long> next = numbers(next(stage, atEnd, "events"));
        check(next.equals(List.of(5L, 6L)), "behind 5, where nothing was new, was told " + next + " of a push of 6");
    }

    private static void continues(Stage stage) throws Exception {
        EventLogUser user = EventLogUser.with(stage, 1);
        Future<Boolean> writer = Stage.beside(() -> {
            boolean taken = true;
            for (long i = 1; i <= 24; i++) {
                taken &= user.push(i, List.of(event(i + 1, "{}"))).isOk();
            }
            return taken;
        });
        long last = 1;
        while (last < 25) {
            try (WireStream stream = opened(stage, user, last)) {
                List<Long> told = numbers(next(stage, stream, "events"));
                boolean follows = told.size() > 1 && told.equals(range(last, told.get(told.size() - 1)));
                check(follows, "behind " + last + " was told " + told);
                last = told.get(told.size() - 1);
            }
        }
        check(Stage.result(writer), "a push into the next place was refused");
    }

    private static void much(Stage stage) throws InterruptedException {
        EventLogUser user = EventLogUser.with(stage, 1);
        WireStream stream = opened(stage, user, 1);
        user.push(1, events(2, 150));
        Object latest = next(stage, stream, "news").object().get("latest");
        check(Got.number(latest) == 151, "of 150 new events the news says " + latest);
        user.push(151, List.of(event(152L, "{}")));
        List<Long> told = numbers(next(stage, stream, "events"));
        check(told.equals(List.of(151L, 152L)), "behind the news was told " + told);
    }

    private static void moved(Stage stage) throws InterruptedException {
        EventLogUser user = EventLogUser.with(stage, 2);
        WireStream stream = opened(stage, user, 99);
        next(stage, stream, "moved");
        Frame end = stream.next(stage.wire.patience());
        check(end != null && end.isEnd(), "the stream goes on behind its moved");
    }

    private static void apart(Stage stage) throws InterruptedException {
        EventLogUser user = EventLogUser.with(stage, 1);
        WireStream stream = opened(stage, user, 1);
        EventLogUser.with(stage, 7);
        Frame told = stream.next(stage.wire.quiet());
        check(told == null, "a push of another user was told");
        user.push(1, List.of(event(2L, "{}")));
        List<Long> own = numbers(next(stage, stream, "events"));
        check(own.equals(List.of(1L, 2L)), "a push was told as " + own);
    }

    private static void userNeeded(Stage stage) throws InterruptedException {
        opened(stage, new EventLogUser(stage), 0).close();
        Got got = stage.wire.exchange("GET", "do/live", Map.of("Accept", "text/event-stream"), null);
        check(got.isRefusal(), "a stream for nobody was answered " + got.status);
    }
}
