package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every transport over HTTP must do when the network or the server breaks, at every point of an exchange.
 *
 * <p>Extend it, build the transport in {@link #create}, and describe a good exchange of its dialect. A real server on loopback plays the
 * faults. Every test checks the kind and the delivery that the transport reports. It also checks that nothing beyond the last whole change
 * was delivered, that no request was repeated, and that the exchange ended in bounded time.
 *
 * <p>A transport that has a channel describes it in {@link #live}; the same server then plays the faults of channels.
 *
 * <p>Where a transport lacks a feature, a hook says so, and the test is skipped with that reason. The tests themselves cannot be
 * overridden.
 */
public abstract class TransportTck extends CancellationContract {
    /** For subclasses. */
    protected TransportTck() {}

    /**
     * Builds the transport under test.
     *
     * @param config how
     * @return the transport; the suite closes it
     */
    @Override
    protected abstract Transport create(TransportConfig config);

    /**
     * A pull that brings at least three changes.
     *
     * @return the exchange; its body is ASCII
     */
    @Override
    protected abstract GoodExchange pull();

    /**
     * A push of at least one mutation.
     *
     * @return the exchange; its body is ASCII
     */
    @Override
    protected abstract GoodExchange push();

    /**
     * Whether the transport asks its credentials anew after a 401; true unless overridden.
     *
     * @return false to skip those tests
     */
    @Override
    protected boolean refreshesCredentials() {
        return true;
    }

    /**
     * Whether the transport unpacks gzip; true unless overridden.
     *
     * @return false to skip those tests
     */
    @Override
    protected boolean acceptsGzip() {
        return true;
    }

    /**
     * What a good channel of the transport says; null unless overridden.
     *
     * @return null to skip the tests of channels
     */
    @Override
    protected @Nullable LiveExchange live() {
        return null;
    }

    /** Also where a decoder's library throws the same types: an app's handler may use that library, too. */
    private static Stream<Throwable> whatASinkMayThrow() {
        return Stream.of(
                new IllegalStateException("the app's handler refuses"),
                new JsonDataException("the app's policy cannot read a payload"),
                new JsonEncodingException("the app's payload is malformed"),
                new EOFException("the app's payload ends too early"),
                new IOException("the app's file"),
                new UncheckedIOException(new IOException("the app's file")),
                new NumberFormatException("the app's number"),
                new ClassCastException("the app's type"),
                new ProtocolException("the app's words", null),
                new TransportException(Kind.OFFLINE, Delivery.NOT_SENT, null, "the app's own exchange", null),
                new Exception("checked"),
                new StackOverflowError("the app's recursion"),
                new AssertionError("the app's test"));
    }

    @ParameterizedTest
    @MethodSource("whatASinkMayThrow")
    final void whatTheSinkThrowsComesThroughUnchanged(Throwable refusal) {
        GoodExchange pull = pull();
        server().enqueue(ok(pull.body()));
        server().enqueue(ok(pull.body()));
        Transport transport = transport();
        AtomicInteger slices = new AtomicInteger();
        Throwable thrown = assertThrows(
                Throwable.class,
                () -> transport.exchange(
                        pull.ask(),
                        (slice, after) -> {
                            slices.incrementAndGet();
                            throw TransportTck.<RuntimeException>unchecked(refusal);
                        },
                        new Switch()));
        assertSame(refusal, thrown);
        assertEquals(1, slices.get(), "a sink that refused was given more");
        assertInstanceOf(Answer.Settled.class, exchange(transport, pull, new Taken()));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }
}
