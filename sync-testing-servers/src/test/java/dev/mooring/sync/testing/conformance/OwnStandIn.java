package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A server of any shape in this process, with a {@link OwnBook} for each user. */
final class OwnStandIn implements OwnServer {
    private final Supplier<OwnBook> anew;
    private final Map<String, OwnBook> books = new ConcurrentHashMap<>();

    OwnStandIn(Supplier<OwnBook> anew) {
        this.anew = anew;
    }

    @Override
    public Transport device(String user, String device) {
        return new Line(books.computeIfAbsent(user, name -> anew.get()), user, device);
    }

    @Override
    public Mutation refused(String user, String key) {
        return Mutation.of("item", key, OwnBook.BAD, "{\"text\":\"bad\"}");
    }

    @Override
    public boolean tellsConflicts() {
        return true;
    }

    @Override
    public boolean restart() {
        books.values().forEach(OwnBook::crash);
        return true;
    }

    private record Line(OwnBook book, String user, String device) implements Transport {
        @Override
        public Capabilities capabilities() {
            return book.claims(user, device);
        }

        @Override
        public int measure(Mutation mutation) {
            return mutation.payload().length() + mutation.key().length() + 100;
        }

        @Override
        public String echo(Mutation mutation) {
            return book.echo(mutation);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            return book.exchange(ask, sink, cancellation, device);
        }

        @Override
        public WakeUps channel() {
            return listener -> {
                book.ears.add(listener);
                listener.opened(true);
                return new WakeUps.Connection() {
                    @Override
                    public void beat() {}

                    @Override
                    public void close() {
                        book.ears.remove(listener);
                    }
                };
            };
        }

        @Override
        public void close() {}
    }
}
