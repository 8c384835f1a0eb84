package dev.mooring.systemtests.simulation;

import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.Map;
import java.util.function.Function;

/** For a server that keeps keys, where slices may be cut anywhere. */
final class KeyedTransport extends DialectTransport {
    private final int slice;
    private final Garbage garbage;

    KeyedTransport(
            Dialect dialect, Map<String, String> headers, Function<Request, Reply> server, int slice, Garbage garbage) {
        super(dialect, headers, server);
        this.slice = slice;
        this.garbage = garbage;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        Reply reply = reply(ask);
        sink.sent();
        return decode(ask, reply, garbage.arriving(reply), sliced(sink));
    }

    private ChangeSink sliced(ChangeSink sink) {
        return (changes, after) -> {
            for (int from = 0; from < changes.size(); from += slice) {
                int to = Math.min(changes.size(), from + slice);
                sink.accept(changes.subList(from, to), to == changes.size() ? after : null);
            }
        };
    }
}
