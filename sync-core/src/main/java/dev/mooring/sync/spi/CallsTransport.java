package dev.mooring.sync.spi;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** The app's own calls as a transport. */
final class CallsTransport implements Transport {
    private final Capabilities capabilities;
    private final PushCall push;
    private final PullCall pull;

    CallsTransport(Capabilities capabilities, PushCall push, PullCall pull) {
        this.capabilities = capabilities;
        this.push = push;
        this.pull = pull;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public int measure(Mutation mutation) {
        return mutation.collection().length()
                + mutation.key().length()
                + mutation.kind().length()
                + mutation.payload().length();
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (cancellation.isCancelled()) {
            throw new TransportException(
                    Kind.CANCELLED, Delivery.NOT_SENT, null, "the call was cancelled before it began", null);
        }
        Refusals guarded = new Refusals(sink);
        try {
            if (ask instanceof Ask.Push batch) {
                List<Outcome> outcomes = push.push(batch);
                return new Answer.Settled(outcomes, new Page(batch.cursor(), capabilities.confirmsOnPull()), null);
            }
            if (ask instanceof Ask.Pull) {
                return new Answer.Settled(Collections.emptyList(), pull.pull(ask.cursor(), guarded), null);
            }
            throw new IllegalArgumentException("a transport of two functions has no call for " + ask);
        } catch (Exception e) {
            throw guarded.is(e) ? (RuntimeException) e : classified(e, ask instanceof Ask.Push ? "push" : "pull");
        } finally {
            cancellation.onCancel(() -> {});
        }
    }

    private static RuntimeException classified(Exception e, String what) {
        if (e instanceof SyncException known) {
            return known;
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new TransportException(
                    Kind.CANCELLED, Delivery.MAYBE_SENT, null, "the " + what + " was cancelled", e);
        }
        if (e instanceof IOException) {
            return new TransportException(
                    Kind.OFFLINE,
                    Delivery.MAYBE_SENT,
                    null,
                    "the app's " + what + " got no answer (" + e.getClass().getSimpleName()
                            + "); the server may have it, which is found out before anything else is sent",
                    e);
        }
        return new ProtocolException(
                "the app's " + what + " threw " + e + "; nothing of it counts, tried again later", e);
    }

    @Override
    public void close() {}

    /** Knows what the sink itself threw, which has to reach core as it is. */
    private static final class Refusals implements ChangeSink {
        private final ChangeSink sink;
        private @org.jspecify.annotations.Nullable RuntimeException thrown;

        Refusals(ChangeSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(List<Incoming> slice, dev.mooring.sync.@org.jspecify.annotations.Nullable Cursor after) {
            try {
                sink.accept(slice, after);
            } catch (RuntimeException e) {
                thrown = e;
                throw e;
            }
        }

        boolean is(Exception e) {
            return e == thrown;
        }
    }
}
