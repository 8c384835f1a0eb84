package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import java.util.List;

/** Servers of every order, from the one that promises least to the one that promises most. */
final class Servers {
    private static final ServerIdentity WHO = new ServerIdentity("server", "user");

    private Servers() {}

    static List<Server> all() {
        return List.of(
                of(Capabilities.sequence("sequence", WHO).build()),
                of(Capabilities.sequence("checked", WHO)
                        .checks()
                        .callsRide()
                        .keepsLog()
                        .build()),
                of(Capabilities.arrival("arrival", WHO).build()),
                of(Capabilities.arrival("evidence", WHO).recognisesOwn().build()),
                of(Capabilities.arrival("safe", WHO).resendSafe().calls().build()),
                of(Capabilities.clocks("clocks", WHO).build()),
                of(Capabilities.keys("keys", WHO).build()),
                of(Capabilities.keys("listed", WHO)
                        .coalesces()
                        .listsAll()
                        .resendSafe()
                        .build()),
                of(Capabilities.keys("vouched", WHO)
                        .coalesces()
                        .resendSafe()
                        .tellsRestores()
                        .vouches()
                        .build()));
    }

    private static Server of(Capabilities can) {
        return new Server(can, ServerOrder.of(new Unused(can)));
    }

    /** The plan makes no exchange. */
    private record Unused(Capabilities capabilities) implements Transport {
        @Override
        public int measure(Mutation mutation) {
            throw new AssertionError("the plan asked a transport");
        }

        @Override
        public String echo(Mutation mutation) {
            throw new AssertionError("the plan asked a transport");
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            throw new AssertionError("the plan asked a transport");
        }

        @Override
        public void close() {}
    }
}
