package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import org.jspecify.annotations.Nullable;

/** Sees every exchange, and changes none. */
final class Witness extends ForwardingTransport {
    private final Beginning beginning;

    Witness(Transport inner, Beginning beginning) {
        super(inner);
        this.beginning = beginning;
    }

    /** Whether the server may be another one behind it. */
    static boolean mayWrite(Ask ask) {
        return ask instanceof Ask.Push || ask instanceof Ask.Call;
    }

    /** An exchange begins. */
    interface Beginning {
        Ending of(Ask ask);
    }

    /** It has ended; without an answer if it failed. */
    interface Ending {
        void in(@Nullable Answer answer);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        Ending ending = beginning.of(ask);
        Answer answer = null;
        try {
            answer = super.exchange(ask, sink, cancellation);
            return answer;
        } finally {
            ending.in(answer);
        }
    }
}
