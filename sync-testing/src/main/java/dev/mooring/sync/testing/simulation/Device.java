package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.FaultPlan;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Checks.Held;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One device: its database outlives its processes, of which it has at most one of its own at a time. */
final class Device<DB> {
    final Simulation<DB> simulation;
    final int index;
    private final String name;
    final Labels<DB> handler;
    final App<DB> app;
    final Network<DB> network;
    final Users<DB> users;
    final FailingDisk<DB> disk;
    final Rebuilds<DB> rebuilds;
    final Company<DB> company;
    VirtualScheduler.@Nullable Lane lane;
    private VirtualScheduler.@Nullable Lane lastLane;
    private @Nullable Process<DB> process;
    private @Nullable Storage<DB> corpse;
    private boolean starting;
    private boolean ready;
    private int starts;
    private int commitsToLive = -1;
    private Moment death = Moment.BEFORE_COMMIT;
    private Duration clock = Duration.ZERO;
    private Duration clockSetAt = Duration.ZERO;

    private @Nullable Held held;
    private long seenAt;

    /** What lives as long as a process. */
    record Process<DB>(SyncClient<DB> client, CrashingStorage<DB> storage, FaultTransport transport, Stop<DB> stop) {}

    Device(Simulation<DB> simulation, int index) {
        this.simulation = simulation;
        this.index = index;
        this.name = "d" + index;
        this.handler = simulation.world.keepsKeys() ? new States<>(simulation.world) : new Labels<>(simulation.world);
        this.app = new App<>(this);
        this.network = new Network<>(this);
        this.users = new Users<>(this);
        this.disk = new FailingDisk<>(this);
        this.rebuilds = new Rebuilds<>(this);
        this.company = new Company<>(this);
    }

    String name() {
        return name;
    }

    /** What is in its database, if that was checked against the server as it is; null if either may be another. */
    @Nullable
    Held seen(long looked) {
        return seenAt == looked ? held : null;
    }

    void sees(Held checked, long looked) {
        held = checked;
        seenAt = looked;
    }

    /** Its database, or what its app knows, may be another than it was. */
    void unseen() {
        held = null;
    }

    @Nullable
    Process<DB> process() {
        return process;
    }

    Model model() {
        return users.model();
    }

    /** Its own process, and that which keeps it company. */
    void eachProcess(Consumer<Process<DB>> what) {
        Process<DB> another = company.process();
        if (process != null) {
            what.accept(process);
        }
        if (another != null) {
            what.accept(another);
        }
    }

    /** Its process speaks to another server from now on. */
    void goesOnAs(Process<DB> same) {
        process = same;
    }

    // ---- life and death

    void start() {
        if (process != null || starting) {
            return;
        }
        if (lastLane != null && lastLane.isBusy()) {
            simulation.later(50, this::start);
            return;
        }
        starting = true;
        try {
            bury();
            open();
        } catch (VirtualScheduler.Killed e) {
            simulation.note(name() + " died while it started");
        } catch (StorageException e) {
            if (!disk.isSpoiled()) {
                throw e;
            }
            simulation.note(name() + " cannot start: " + e.getMessage());
            if (process == null) {
                simulation.later(1000, this::start);
            }
            reopen(1000);
        } finally {
            starting = false;
        }
    }

    /** The database is released as the operating system would do it. */
    private void bury() {
        if (corpse != null) {
            corpse.close();
            corpse = null;
        }
    }

    /** Whether its rows can be looked at. */
    boolean ready() {
        return ready && process != null;
    }

    private void open() {
        ready = false;
        unseen();
        VirtualScheduler.Lane newLane = newLane(31);
        lane = newLane;
        lastLane = newLane;
        network.forget();
        Stop<DB> stop = new Stop<>(this, newLane);
        Process<DB> started =
                connect(newLane, stop, (moment, number) -> onCommit(moment, number, stop), network::hears);
        process = started;
        simulation.note(name() + " starts, process " + starts);
        SyncClient<DB> client = started.client();
        client.status();
        client.write((db, outbox) -> simulation.createRows(db));
        ready = true;
        model().resolve(simulation.labelsOf(this), label -> simulation.leavesNoTrace(this, label));
        client.start();
    }

    /** A lane for another process; the prime keeps apart what chance gives to each kind of them. */
    VirtualScheduler.Lane newLane(int prime) {
        VirtualScheduler.Lane made = simulation.time.lane(simulation.schedule.seed() * prime + index * 7L + starts++);
        made.jump(clock);
        return made;
    }

    Process<DB> connect(
            VirtualScheduler.Lane itsLane, Stop<DB> stop, CrashingStorage.Hook hook, Consumer<Duration> answered) {
        CrashingStorage<DB> storage = new CrashingStorage<>(simulation.storage(index))
                .onCommit(hook)
                .beforeWrites(() -> stop.at("before a transaction"));
        storage.refuseCommits(disk.refusal());
        if (simulation.users() > 1 && process == null) {
            users.belongsTo(storage.bound());
        }
        FaultTransport transport = network.faulty(users.user(), stop);
        Transport hearing = network.hearing(users.user(), transport, itsLane, stop);
        Transport heard = network.heard(stop.around(hearing, storage), itsLane, answered);
        SyncClientBuilder<DB> builder = simulation.world.captures()
                ? SyncClient.builder(stop.around(storage), heard).keepLog(!simulation.world.keepsCells())
                : SyncClient.builder(stop.around(storage), heard, handler);
        ClientSettings.apply(simulation.schedule, simulation.world, builder);
        builder.listener(event -> {
                    rebuilds.heed(event);
                    network.heed(event);
                })
                .scheduler(itsLane);
        return new Process<>(builder.build(), storage, transport, stop);
    }

    private void onCommit(Moment moment, long number, Stop<DB> stop) {
        if (moment == Moment.AFTER_COMMIT) {
            simulation.committed(this);
        }
        if (commitsToLive >= 0 && moment == death && commitsToLive-- == 0) {
            simulation.note(name() + " dies " + moment + " " + number);
            died(300);
            throw new VirtualScheduler.Killed();
        }
        if (moment == Moment.AFTER_COMMIT) {
            stop.at("after a commit");
        }
    }

    /** Its process, or the one that keeps it company, is stopped at one of its next points. */
    void stop(Random random, int millis) {
        Process<DB> another = company.process();
        Process<DB> stopped = another != null && random.nextInt(3) == 0 ? another : process;
        if (stopped != null && ready()) {
            stopped.stop().arm(millis, random);
        }
    }

    boolean isStopped() {
        return process != null && process.stop().isStopped();
    }

    /** Whether any of its processes is stopped. */
    boolean hasStopped() {
        Process<DB> another = company.process();
        return isStopped() || (another != null && another.stop().isStopped());
    }

    void kill(int restartAfter) {
        Process<DB> victim = process;
        if (victim == null) {
            return;
        }
        simulation.note(name() + " is killed");
        victim.storage().onCommit((moment, number) -> {
            throw new VirtualScheduler.Killed();
        });
        died(restartAfter);
    }

    private void died(int restartAfter) {
        corpse = process == null ? corpse : process.storage();
        process = null;
        commitsToLive = -1;
        app.died();
        if (lane != null) {
            lane.kill();
            lane = null;
        }
        simulation.later(restartAfter, this::start);
    }

    void killAtCommit(int next, Moment when) {
        commitsToLive = next;
        death = when;
    }

    void reopen(int after) {
        Process<DB> closing = process;
        if (closing == null || closing.stop().isStopped()) {
            return;
        }
        simulation.note(name() + " closes");
        process = null;
        corpse = closing.storage();
        try {
            closing.client().close();
        } catch (VirtualScheduler.Killed e) {
            simulation.note(name() + " died while it closed");
        }
        simulation.later(after, this::start);
    }

    // ---- the end of a run

    /** Nothing goes wrong from now on. */
    void calm() {
        company.leave();
        disk.mend();
        eachProcess(each -> each.stop().disarm());
        network.signIn();
        network.own();
        network.weather(FaultPlan.none());
        handler.failNext(0);
        commitsToLive = -1;
        network.online(true);
    }

    /** The run is over. */
    void end() {
        if (lane != null) {
            lane.kill();
        }
        company.end();
        bury();
        if (process != null) {
            process.storage().close();
        }
    }

    // ---- what it says

    SyncStatus status() {
        Process<DB> alive = process;
        if (alive == null) {
            throw new IllegalStateException(name() + " has no process");
        }
        return alive.client().status();
    }

    /** When the clock was last set. */
    Duration clockSetAt() {
        return clockSetAt;
    }

    void jump(Duration by) {
        clockSetAt = simulation.time.uptime();
        clock = clock.plus(by);
        if (lane != null) {
            lane.jump(by);
        }
        company.jump(by);
    }

    /** Where its rows can be looked at: another process goes on while its own is dead. Null if they cannot. */
    @Nullable
    Storage<DB> view() {
        if (ready()) {
            return storage();
        }
        return process == null ? company.view() : null;
    }

    Storage<DB> storage() {
        Process<DB> alive = process;
        if (alive == null) {
            throw new IllegalStateException(name() + " has no process");
        }
        return alive.storage();
    }
}
