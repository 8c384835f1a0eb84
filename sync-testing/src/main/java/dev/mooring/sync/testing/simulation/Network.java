package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.FaultChannel;
import dev.mooring.sync.testing.FaultPlan;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Device.Process;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What lies between a device and the server: the connection, its weather, the credential, and what was heard of it. */
final class Network<DB> {
    private final Device<DB> device;
    private final Simulation<DB> simulation;
    private FaultPlan weather = FaultPlan.none();
    private boolean online = true;
    private boolean signedIn = true;
    private boolean strange;
    private boolean everStrange;
    private boolean hearing;
    private @Nullable Duration heardAt;
    private final Random luck;
    private FaultChannel.Plan channel = FaultChannel.Plan.NONE;

    Network(Device<DB> device) {
        this.device = device;
        this.simulation = device.simulation;
        this.luck = new Random(simulation.schedule.seed() * 41 + device.index);
    }

    FaultTransport faulty(int as, Stop<DB> stop) {
        FaultTransport transport = new FaultTransport(
                device.name(),
                watched(
                        simulation
                                .world(as)
                                .transport(
                                        device.index, simulation.schedule.maxBatchCount(), simulation.schedule.slice()),
                        stop),
                simulation.time,
                ask -> weather.next(ask),
                simulation.trace);
        transport.online(online && !simulation.outage());
        transport.signedIn(signedIn);
        return transport;
    }

    /** Whatever reaches the server may change it, whoever hears of the answer. */
    private Transport watched(Transport transport, Stop<DB> stop) {
        return new Witness(transport, ask -> {
            stop.arrives();
            return answer -> {
                if (Witness.mayWrite(ask)) {
                    simulation.written();
                } else {
                    simulation.look();
                }
            };
        });
    }

    /** A transport that knows whose its credential is: every second device by the words of its app, where that has any. */
    private Transport credentialed(Transport transport) {
        if (!simulation.schedule.strangers()) {
            return transport;
        }
        String user = transport.capabilities().identity().user();
        String declared = transport.capabilities().account();
        Account own = device.index % 2 == 0 || user.isEmpty()
                ? new Account(Account.Kind.TOKEN, declared.isEmpty() ? "subject " + user : declared)
                : new Account(Account.Kind.APP, user);
        return new Credential(device.name(), transport, own, () -> strange);
    }

    /** A transport that also hears what the server tells it by itself. */
    Transport hearing(int as, FaultTransport faulty, VirtualScheduler.Lane lane, Stop<DB> stop) {
        if (!simulation.schedule.channels()) {
            return faulty;
        }
        return simulation.world(as).hearing(device.index, faulty, lane, () -> {
            stop.arrives();
            simulation.written();
        });
    }

    /** A transport with a channel: the world's own, or one that tells of every write. */
    private Transport told(Transport transport, Scheduler lane) {
        if (!simulation.schedule.channels()) {
            return transport;
        }
        WakeUps own = transport.channel();
        WakeUps faulty = new FaultChannel(own == null ? simulation.hints : own, lane, luck, this::channelWeather);
        return new ForwardingTransport(transport) {
            @Override
            public WakeUps channel() {
                return faulty;
            }

            /** A channel may claim to have brought what it has not. */
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                return ask instanceof Ask.Heard && own == null
                        ? new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null)
                        : super.exchange(ask, sink, cancellation);
            }
        };
    }

    /** At the end all channels are dead, as everything must come right by polls and what the app asks for; but for what no poll shows. */
    private FaultChannel.Plan channelWeather() {
        boolean reached = online && !simulation.outage();
        if (simulation.calm()) {
            return simulation.world.needsChannels() ? FaultChannel.Plan.NONE : FaultChannel.Plan.DEAD;
        }
        return reached ? channel : FaultChannel.Plan.DEAD;
    }

    /** The channel goes into the trace, as exchanges do. */
    void heed(SyncEvent event) {
        if (event instanceof SyncEvent.ChannelChanged changed) {
            simulation.note(device.name() + " channel " + changed.status().state() + " "
                    + changed.status().words());
        } else if (event instanceof SyncEvent.Woken woken) {
            simulation.note(device.name() + " woken by " + woken.hints() + (woken.brought() ? " with changes" : ""));
        }
    }

    void channel(FaultChannel.Plan plan) {
        channel = plan;
    }

    /** Notes what it has an answer to; it must not send to a server that has lost what is here, and know it. */
    Transport heard(Transport transport, Scheduler lane, Consumer<Duration> answered) {
        return new Witness(credentialed(told(transport, lane)), ask -> {
            hearing = ask instanceof Ask.Heard;
            Duration begun = simulation.time.uptime();
            boolean pushes = ask instanceof Ask.Push || (ask instanceof Ask.Call call && call.push() != null);
            Violation.check(
                    !pushes || !device.rebuilds.past().isPast(),
                    "I10 (sent to a server that has lost what is here)",
                    device.name(),
                    device.rebuilds.past());
            return answer -> {
                hearing = false;
                boolean spoken = !(ask instanceof Ask.Heard);
                if (spoken && (answer instanceof Answer.Settled || answer instanceof Answer.Incompatible)) {
                    device.rebuilds.heard(begun);
                }
                if (answer instanceof Answer.Settled && (pushes || ask instanceof Ask.Pull)) {
                    answered.accept(begun);
                }
            };
        });
    }

    void online(boolean value) {
        online = value;
        Process<DB> alive = device.process();
        if (alive != null) {
            reconnect();
            if (value) {
                alive.client().wakeUp();
            }
        }
    }

    /** The network may be another than it was. */
    void reconnect() {
        boolean reachable = online && !simulation.outage();
        device.eachProcess(each -> {
            each.transport().online(reachable);
            each.transport().signedIn(signedIn);
        });
    }

    void weather(FaultPlan plan) {
        weather = plan;
    }

    /** The credential runs out, and the user takes a while to notice. */
    void signOut(int millis) {
        if (signedIn) {
            signedIn = false;
            reconnect();
            simulation.later(millis, this::signIn);
        }
    }

    void signIn() {
        if (!signedIn) {
            simulation.note(device.name() + " signs in");
            signedIn = true;
            reconnect();
            device.app.sync();
        }
    }

    /** The credential is another account's for a while; not before it is known here which account is the right one. */
    void strange(int millis) {
        boolean known = device.ready()
                && device.storage()
                        .<Boolean, RuntimeException>read(
                                tx -> !tx.binding().accounts().isEmpty());
        if (!strange && known) {
            strange = true;
            everStrange = true;
            simulation.later(millis, this::own);
        }
    }

    void own() {
        if (strange) {
            simulation.note(device.name() + " has its own credential again");
            strange = false;
            device.app.sync();
        }
    }

    /** Whether the credential is another account's now. */
    boolean isStrange() {
        return strange;
    }

    /** Whether it ever was. */
    boolean wasStrange() {
        return everStrange;
    }

    /** Whether it takes now what its channel has brought. */
    boolean isHearing() {
        return hearing;
    }

    /** When the exchange began that this process has last had an answer to; null if it has had none. */
    @Nullable
    Duration heardAt() {
        return heardAt;
    }

    /** It has had an answer to an exchange that began then. */
    void hears(Duration begun) {
        heardAt = begun;
    }

    /** Nothing was heard of the server yet: by a new process, or for another user. */
    void forget() {
        heardAt = null;
    }
}
