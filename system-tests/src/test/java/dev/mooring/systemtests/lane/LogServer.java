package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One log and its transport in the words of the SPI alone, so that the lane is tested without any server family. */
final class LogServer {
    final List<Incoming> log = new ArrayList<>();
    final List<Ask> asks = new ArrayList<>();

    /** How often a client gave back what the server held for it. */
    int left;

    String user = "u";
    int callsMade;
    int phones;
    int batchCount = 3;
    int slice = 2;
    int takes = Integer.MAX_VALUE;
    boolean checks;
    boolean promisesMore;
    boolean showsNothing;
    Runnable onClose = () -> {};

    /** What it says to everything, in place of what it would. */
    @Nullable
    Answer said;

    /** What lies before the server. */
    UnaryOperator<Transport> line = transport -> transport;

    /** Breaks an exchange before the server sees it; returns null to let it pass. */
    Function<Ask, @Nullable RuntimeException> before = ask -> null;

    /** Breaks an exchange after the server has done it. */
    Function<Ask, @Nullable RuntimeException> after = ask -> null;

    /** Another writer's change. */
    void foreign(String key, String payload) {
        long position = log.size() + 1;
        log.add(new Incoming(new Change(position, "todo", key, "set", payload, false, 1, "", "other"), ""));
    }

    List<String> keys() {
        return log.stream().map(i -> i.change().key()).collect(Collectors.toList());
    }

    long count(Class<? extends Ask> type) {
        return asks.stream().filter(type::isInstance).count();
    }

    static TransportException failure(Kind kind, Delivery delivery) {
        return new TransportException(kind, delivery, null, kind + " " + delivery, null);
    }

    static TransportException throttled(Duration retryAfter) {
        return new TransportException(Kind.THROTTLED, Delivery.ANSWERED, retryAfter, "429", null);
    }

    Transport transport() {
        return line.apply(new Line());
    }

    private final class Line implements Transport {
        @Override
        public Capabilities capabilities() {
            CapabilitiesBuilder.Sequence can = Capabilities.sequence("test", new ServerIdentity("here", user))
                    .origin("me")
                    .recognisesOwn()
                    .callsRide()
                    .keepsLog()
                    .batchesOf(batchCount, 1000);
            return (checks ? can.checks() : can).build();
        }

        @Override
        public int measure(Mutation mutation) {
            if (mutation.payload().length() > 100) {
                throw new IllegalArgumentException("too large");
            }
            return mutation.payload().length();
        }

        @Override
        public String echo(Mutation mutation) {
            return mutation.id().toString();
        }

        /** It answers at once. */
        @Override
        public Duration deadline(Ask ask) {
            return Duration.ofSeconds(10);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            asks.add(ask);
            throwIf(before.apply(ask));
            if (!cancellation.maySend()) {
                asks.remove(asks.lastIndexOf(ask)); // It did not come here.
                throw failure(Kind.CANCELLED, Delivery.NOT_SENT);
            }
            Answer answer = said != null ? said : answer(ask, sink);
            throwIf(after.apply(ask));
            return answer;
        }

        @Override
        public void leave(Duration within) {
            left++;
        }

        @Override
        public void close() {
            onClose.run();
        }
    }

    private static void throwIf(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    private Answer answer(Ask ask, ChangeSink sink) {
        int since = since(ask.cursor());
        if (since > log.size()) {
            return new Answer.Incompatible(Mismatch.KNOWS_LESS, "the log ends at " + log.size());
        }
        if (ask instanceof Ask.Check) {
            Page behind = new Page(ask.cursor(), true).expecting(log.size() - since);
            return since == log.size() ? settled(since, null) : new Answer.Diverged(behind, "moved on");
        } else if (ask instanceof Ask.Pull) {
            if (showsNothing) {
                return settled(since, null);
            }
            for (int from = since; from < log.size(); from += slice) {
                int to = Math.min(log.size(), from + slice);
                sink.accept(new ArrayList<>(log.subList(from, to)), cursor(to));
            }
            return promisesMore
                    ? new Answer.Settled(List.of(), new Page(cursor(log.size()), true), null)
                    : settled(log.size(), null);
        } else if (ask instanceof Ask.Push push) {
            return push(push, null);
        }
        Ask.Call call = (Ask.Call) ask;
        if (call.push() != null && since(call.push().cursor()) != log.size()) {
            return diverged(ask.cursor());
        }
        callsMade++;
        ApiResponse response = new ApiResponse(200, Map.of(), "done");
        return call.push() == null ? settled(since, response) : push(call.push(), response);
    }

    private Answer push(Ask.Push push, @Nullable ApiResponse response) {
        if (since(push.cursor()) != log.size()) {
            return diverged(push.cursor());
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation :
                push.mutations().subList(0, Math.min(takes, push.mutations().size()))) {
            long position = log.size() + 1;
            log.add(new Incoming(
                    Change.of(mutation, position, "me"), mutation.id().toString()));
            outcomes.add(new Outcome.Accepted(mutation.id(), position));
        }
        return new Answer.Settled(outcomes, new Page(cursor(log.size()), false), response);
    }

    private static Answer settled(int at, @Nullable ApiResponse response) {
        return new Answer.Settled(List.of(), new Page(cursor(at), false), response);
    }

    private static Answer diverged(Cursor cursor) {
        return new Answer.Diverged(new Page(cursor, true), "moved on");
    }

    private static Cursor cursor(int at) {
        return at == 0 ? Cursor.START : new Cursor(Integer.toString(at));
    }

    private static int since(Cursor cursor) {
        return cursor.isStart() ? 0 : Integer.parseInt(cursor.token());
    }
}
