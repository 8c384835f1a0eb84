package dev.mooring.sync.testing.live;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server of plain server-sent events at {@code GET /events}. It says nothing by itself, not even at the beginning: {@link #channels} has
 * it speak. Other paths are 404.
 */
public final class EventsServer extends StandInServer<EventsServer> {
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final LiveFace live = new Live();

    /** A server that lets everybody in until {@link #accepts} says whom. */
    public EventsServer() {
        super(false);
    }

    /**
     * The only tokens that are let in from now on. Open streams go on.
     *
     * @param tokens as they stand behind {@code Bearer}; none for everybody
     */
    public void accepts(String... tokens) {
        accepted.clear();
        accepted.addAll(Set.of(tokens));
    }

    @Override
    protected LiveFace live() {
        return live;
    }

    @Override
    protected EventsServer self() {
        return this;
    }

    private final class Live implements LiveFace {
        @Override
        public boolean takes(Request request) {
            return Target.of(request.path()).path().equals("/events");
        }

        @Override
        public @Nullable Reply refuses(Request request) {
            String token = request.header("Authorization").replaceFirst("^Bearer ", "");
            return accepted.isEmpty() || accepted.contains(token) ? null : Reply.of(401, Map.of(), "");
        }

        @Override
        public Client connected(Request request, Line line) {
            return new Client() {
                @Override
                public void text(String text) {
                    // A stream goes one way.
                }

                @Override
                public void closed() {
                    // Nothing is kept of it.
                }
            };
        }
    }
}
