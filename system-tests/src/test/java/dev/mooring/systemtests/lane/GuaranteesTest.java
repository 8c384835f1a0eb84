package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import dev.mooring.sync.transport.CallsTransport;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client refuses to be built over. */
final class GuaranteesTest {
    private static SyncClientBuilder<MemoryTables> over(Order order, UnaryOperator<CapabilitiesBuilder<?>> facts) {
        ServerIdentity who = new ServerIdentity("here", "anna");
        Capabilities can = facts.apply(
                        order == Order.KEYS ? Capabilities.keys("own", who) : Capabilities.arrival("own", who))
                .build();
        Transport transport = CallsTransport.of(can, batch -> List.of(), (from, sink) -> new Page(from, false));
        Tablet handler = new Tablet(new ArrivalServer(), new VirtualScheduler(1), ConflictPolicy.serverWins());
        return SyncClient.builder(new InMemoryStorage(), transport, handler);
    }

    @ParameterizedTest
    @EnumSource(names = {"KEYS", "ARRIVAL"})
    void aServerThatLeavesALostAnswerWithoutEvidenceIsRefused(Order order) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> over(order, UnaryOperator.identity()).build());
        assertTrue(refusal.getMessage().contains("acceptAtLeastOnce()"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("own"), refusal.getMessage());
    }

    @ParameterizedTest
    @EnumSource(names = {"KEYS", "ARRIVAL"})
    void unlessTheAppAcceptsThat(Order order) {
        over(order, UnaryOperator.identity()).acceptAtLeastOnce().build().close();
    }

    @ParameterizedTest
    @EnumSource(names = {"KEYS", "ARRIVAL"})
    void oneKindOfEvidenceIsEnough(Order order) {
        over(order, CapabilitiesBuilder::resendSafe).build().close();
        over(order, CapabilitiesBuilder::recognisesOwn).build().close();
    }
}
