package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.ApiCall;
import dev.mooring.sync.CallReport;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Outbox;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.SyncStatus.State;
import dev.mooring.sync.UserSwitch;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.FaultPlan;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Checks.Held;
import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One device: its database outlives its processes, of which there is at most one at a time. */
final class Device<DB> {
    /** A user's labels on a device are counted from a multiple of this. */
    private static final int LABELS = 1_000_000;

    private final Simulation<DB> simulation;
    final int index;
    final Labels<DB> app;
    private final List<Model> models = new ArrayList<>();
    Model model;
    /** Calls and syncs of processes that did not die: each must come to an end. */
    final Map<String, CompletableFuture<CallReport>> calls = new LinkedHashMap<>();

    final List<CompletableFuture<?>> futures = new ArrayList<>();
    private FaultPlan weather = FaultPlan.none();
    private boolean online = true;
    private Duration clock = Duration.ZERO;
    private int starts;
    private int commitsToLive = -1;
    private Moment death = Moment.BEFORE_COMMIT;
    VirtualScheduler.@Nullable Lane lane;
    private VirtualScheduler.@Nullable Lane lastLane;
    private @Nullable Process<DB> process;
    private @Nullable Process<DB> second;
    private VirtualScheduler.@Nullable Lane secondLane;
    private Duration sharedUntil = Duration.ZERO;
    private boolean starting;
    private boolean ready;
    private boolean signedIn = true;
    private @Nullable Disk spoiled;
    private Past past = Past.NONE;
    private int user;
    private Set<String> lastWaiting = Set.of();
    private boolean dropping;
    private boolean switching;
    private final Map<Integer, ServerIdentity> identities = new HashMap<>();
    private boolean rebuilding;
    private boolean cancelling;
    private @Nullable String refusal;
    private Duration clockSetAt = Duration.ZERO;
    private @Nullable Duration heardAt;
    private @Nullable Storage<DB> corpse;

    /** What lives as long as a process. */
    record Process<DB>(SyncClient<DB> client, CrashingStorage<DB> storage, FaultTransport transport) {}

    Device(Simulation<DB> simulation, int index) {
        this.simulation = simulation;
        this.index = index;
        this.app = simulation.world.keepsKeys() ? new States<>(simulation.world) : new Labels<>(simulation.world);
        for (int each = 0; each < simulation.users(); each++) {
            models.add(new Model(each * LABELS));
        }
        this.model = models.get(0);
    }

    String name() {
        return "d" + index;
    }

    @Nullable
    Process<DB> process() {
        return process;
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
            if (!isSpoiled()) {
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
        VirtualScheduler.Lane newLane = simulation.time.lane(simulation.schedule.seed() * 31 + index * 7L + starts++);
        newLane.jump(clock);
        lane = newLane;
        lastLane = newLane;
        heardAt = null;
        Process<DB> started = connect(newLane, this::onCommit, begun -> heardAt = begun);
        process = started;
        simulation.note(name() + " starts, process " + starts);
        SyncClient<DB> client = started.client();
        client.status();
        client.write((db, outbox) -> simulation.createRows(db));
        ready = true;
        model.resolve(simulation.labelsOf(this), label -> simulation.leavesNoTrace(this, label));
        client.start();
    }

    private Process<DB> connect(VirtualScheduler.Lane itsLane, CrashingStorage.Hook hook, Consumer<Duration> answered) {
        CrashingStorage<DB> storage = new CrashingStorage<>(simulation.storage(index)).onCommit(hook);
        storage.refuseCommits(refusal);
        if (simulation.users() > 1 && process == null) {
            belongsTo(storage.bound());
        }
        FaultTransport transport = faulty(user);
        Transport heard = heard(transport, answered);
        SyncClient.Builder<DB> builder = simulation.world.captures()
                ? SyncClient.builder(storage, heard).keepLog(true)
                : SyncClient.builder(storage, heard, app);
        builder.conflicts(policy())
                .retries(new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofMinutes(1)))
                .listener(this::heed)
                .scheduler(itsLane);
        if (simulation.schedule.poll() > 0) {
            builder.pollEvery(Duration.ofSeconds(simulation.schedule.poll()));
        }
        return new Process<>(builder.build(), storage, transport);
    }

    private FaultTransport faulty(int as) {
        FaultTransport transport = new FaultTransport(
                name(),
                watched(simulation
                        .world(as)
                        .transport(index, simulation.schedule.maxBatchCount(), simulation.schedule.slice())),
                simulation.time,
                ask -> weather.next(ask),
                simulation.trace);
        transport.online(online && !simulation.outage());
        transport.signedIn(signedIn);
        return transport;
    }

    /** Whatever reaches the server may change it, whoever hears of the answer. */
    private Transport watched(Transport transport) {
        return new Witness(transport, ask -> answer -> simulation.look());
    }

    private Transport heard(Transport transport, Consumer<Duration> answered) {
        return new Witness(transport, ask -> {
            Duration begun = simulation.time.uptime();
            boolean pushes = ask instanceof Ask.Push || (ask instanceof Ask.Call call && call.push() != null);
            boolean unseen = !simulation.world.looksBeforePush() && !past.isKnownToBePast(heardAt);
            Violation.check(
                    !pushes || !past.isPast() || unseen,
                    "I10 (sent to a server that has lost what is here)",
                    name(),
                    past);
            return answer -> {
                if (answer instanceof Answer.Settled && (pushes || ask instanceof Ask.Pull)) {
                    answered.accept(begun);
                }
            };
        });
    }

    private ConflictPolicy policy() {
        return switch (simulation.schedule.policy()) {
            case 0 -> ConflictPolicy.serverWins();
            case 1 -> simulation.world.keepsKeys() ? ConflictPolicy.lastWriteWins() : ConflictPolicy.rebase();
            default ->
                ConflictPolicy.decide(conflict -> conflict.mutation().payload().hashCode() % 2 == 0
                        ? ConflictPolicy.Resolution.SUPERSEDE
                        : ConflictPolicy.Resolution.RESEND);
        };
    }

    private void onCommit(Moment moment, long number) {
        if (moment == Moment.AFTER_COMMIT) {
            simulation.committed(this);
        }
        if (commitsToLive >= 0 && moment == death && commitsToLive-- == 0) {
            simulation.note(name() + " dies " + moment + " " + number);
            died(300);
            throw new VirtualScheduler.Killed();
        }
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
        futures.clear();
        calls.clear();
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
        if (closing == null) {
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

    // ---- another process

    /** A second process on the database, which writes and syncs on its own. */
    void second(Random random, int millis) {
        if (second != null || !ready()) {
            return;
        }
        VirtualScheduler.Lane itsLane = simulation.time.lane(simulation.schedule.seed() * 37 + index * 7L + starts++);
        itsLane.jump(clock);
        secondLane = itsLane;
        CrashingStorage.Hook hook = (moment, number) -> {
            if (moment == Moment.AFTER_COMMIT) {
                simulation.committed(this);
            }
        };
        second = connect(itsLane, hook, begun -> {});
        simulation.note(name() + " gets company");
        write(second, 1 + random.nextInt(3), random);
        act(second, () -> {}, SyncClient::start);
        simulation.later(millis, this::closeSecond);
    }

    private void closeSecond() {
        Process<DB> closing = second;
        if (closing != null) {
            simulation.note(name() + "'s company leaves");
            second = null;
            sharedUntil = simulation.time.uptime().plusMinutes(2);
            closing.client().close();
        }
    }

    /** Whether another process has written lately, so that this one need not know the counts. */
    boolean shared() {
        return second != null || simulation.time.uptime().compareTo(sharedUntil) < 0;
    }

    // ---- what the app does

    void write(int count, Random random) {
        write(process, count, random);
    }

    private void write(@Nullable Process<DB> writer, int count, Random random) {
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(name() + "." + model.next());
        }
        List<String> labels = new ArrayList<>();
        model.maybe(labels);
        act(writer, () -> model.refused(labels), client -> {
            client.write((db, outbox) -> {
                for (String label : drawn) {
                    String key = "k" + random.nextInt(5);
                    boolean deletes = simulation.world.keepsKeys() || simulation.world.captures();
                    boolean delete = deletes && random.nextInt(4) == 0;
                    labels.addAll(write(db, outbox, simulation.world.mutation(key, label, delete), label));
                }
            });
            model.recorded(labels);
        });
    }

    /** Returns the labels of what is recorded by that. */
    private List<String> write(DB db, Outbox outbox, Mutation mutation, String label) {
        boolean delete = mutation.kind().equals(Mutation.DELETE);
        try {
            if (simulation.world.captures()) {
                List<String> labels = simulation.world.write(db, mutation);
                labels.forEach(each -> model.about(each, Labels.row(mutation), delete));
                return labels;
            }
            model.about(label, Labels.row(mutation), delete);
            outbox.add(mutation);
            app.write(db, mutation);
            return List.of(label);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TablesFailed(e);
        }
    }

    /** The app's own tables could not be written. */
    private static final class TablesFailed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        TablesFailed(Exception cause) {
            super(cause);
        }
    }

    void call() {
        String url = "https://api.test/" + name() + "/" + model.next();
        act(client -> calls.put(url, client.call(ApiCall.post(url, "{}"))));
    }

    void sync() {
        act(client -> futures.add(client.syncNow()));
    }

    void flush(int millis) {
        act(client -> futures.add(client.flush(Duration.ofMillis(millis))));
    }

    void parked(Action.What what, Random random) {
        act(client -> {
            List<ParkedMutation> parked = new ArrayList<>();
            if (what != Action.What.RETRY) {
                parked.addAll(client.superseded(1000));
            }
            if (what != Action.What.REISSUE) {
                parked.addAll(client.quarantined(1000));
            }
            if (!parked.isEmpty()) {
                Mutation mutation = parked.get(random.nextInt(parked.size())).mutation();
                decide(client, what, mutation);
            }
        });
    }

    private void decide(SyncClient<DB> client, Action.What what, Mutation mutation) {
        simulation.note(name() + " " + what + " " + mutation);
        boolean shown = storage().<Boolean, RuntimeException>read(tx -> shows(tx.handle(), mutation));
        if (what == Action.What.RETRY) {
            model.reissued(simulation.world.label(mutation.payload())); // Behind later ones if a clock was set back.
            client.retry(mutation.id());
        } else if (shown) {
            client.drop(mutation.id()); // It is at the server, however it came there.
        } else if (what == Action.What.REISSUE) {
            model.reissued(simulation.world.label(mutation.payload()));
            client.reissue(mutation.id());
        } else {
            String label = simulation.world.label(mutation.payload());
            model.maybeDropped(label);
            try {
                if (client.drop(mutation.id())) {
                    model.dropped(label);
                }
            } catch (StorageException e) {
                model.notDropped(label);
                throw e;
            }
        }
    }

    private boolean shows(DB db, Mutation mutation) {
        try {
            return app.shows(db, mutation);
        } catch (Exception e) {
            throw new IllegalStateException("the app's row of " + mutation + " cannot be read", e);
        }
    }

    /** What is done while no process runs is not done; what dies in the middle is noticed at the next start. */
    void act(Consumer<SyncClient<DB>> what) {
        act(process, () -> {}, what);
    }

    private void act(@Nullable Process<DB> alive, Runnable refused, Consumer<SyncClient<DB>> what) {
        if (alive == null) {
            return;
        }
        try {
            what.accept(alive.client());
        } catch (VirtualScheduler.Killed e) {
            simulation.note(name() + " died while the app used it");
        } catch (SyncException | IllegalStateException e) {
            boolean diskFails = isSpoiled() && (e instanceof StorageException || e instanceof TablesFailed);
            if (!diskFails && !Labels.toldToFail(e)) {
                throw e;
            }
            simulation.note(name() + " " + e.getMessage());
            refused.run();
        }
    }

    // ---- its surroundings

    /** Nothing goes wrong from now on. */
    void calm() {
        closeSecond();
        mend();
        signIn();
        weather = FaultPlan.none();
        app.failNext(0);
        commitsToLive = -1;
        online(true);
    }

    /** The run is over. */
    void end() {
        if (lane != null) {
            lane.kill();
        }
        if (secondLane != null) {
            secondLane.kill();
        }
        if (second != null) {
            second.storage().close();
        }
        bury();
        if (process != null) {
            process.storage().close();
        }
    }

    void online(boolean value) {
        online = value;
        Process<DB> alive = process;
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
        if (process != null) {
            process.transport().online(reachable);
            process.transport().signedIn(signedIn);
        }
        if (second != null) {
            second.transport().online(reachable);
            second.transport().signedIn(signedIn);
        }
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

    private void signIn() {
        if (!signedIn) {
            simulation.note(name() + " signs in");
            signedIn = true;
            reconnect();
            sync();
        }
    }

    // ---- its rebuilds

    /** What it knows of a server that is another one now. */
    Past past() {
        return past;
    }

    void isPast(Past what) {
        if (!past.isPast()) {
            past = what;
            simulation.note(name() + " has what the server has lost");
        }
    }

    /** The server has changed. */
    void look() {
        if (past.isPresentAgain(simulation.world(user), model.position())) {
            simulation.note(name() + " has what the server has");
            past = Past.NONE;
        }
    }

    /** Looks, after each commit, whether a rebuild has put another state in place, or another history has. */
    void saw(StorageTx<DB> tx, String history, Set<String> waiting) {
        lastWaiting = waiting;
        boolean before = rebuilding;
        rebuilding = tx.rebuild() != null;
        if (before && !rebuilding && !cancelling) {
            simulation.note(name() + " is rebuilt");
            past = Past.NONE;
            model.startedOver();
        } else if (past.isPast() && !past.history().equals(history)) {
            past = Past.NONE;
        }
    }

    /** The app rebuilds; one in five forgets what is pending, or all that is not acknowledged. */
    void rebuild(Random random) {
        boolean pending = random.nextInt(5) == 0;
        boolean parked = pending && random.nextBoolean();
        RebuildPlan plan = new RebuildPlan(null, pending, parked, parked);
        act(client -> {
            if (!client.rebuildPreview(plan).underWay()) {
                storage().<Boolean, RuntimeException>read(tx -> {
                    Held.read(tx, simulation.world).places(simulation.world).forEach((label, place) -> {
                        if (place.equals("pending") ? pending : parked) {
                            model.forgive(label);
                        }
                    });
                    return true;
                });
                futures.add(client.rebuild(plan));
            }
        });
    }

    void cancelRebuild() {
        cancelling = true;
        try {
            act(SyncClient::cancelRebuild);
        } finally {
            cancelling = false;
        }
    }

    /** What an app does that is told that the server is another one. */
    private void heed(SyncEvent event) {
        if (event instanceof SyncEvent.StatusChanged changed && changed.status().state() == State.INCOMPATIBLE) {
            simulation.later(2000, this::rebuildIfNeeded);
        }
    }

    void rebuildIfNeeded() {
        if (ready() && simulation.isLostForGood() && status().state() == State.INCOMPATIBLE) {
            simulation.note(name() + " rebuilds, as the server is another one");
            act(client -> {
                if (!client.rebuildPreview(RebuildPlan.withoutExport()).underWay()) {
                    futures.add(client.rebuild(RebuildPlan.withoutExport()));
                }
            });
        }
    }

    // ---- its users

    int user() {
        return user;
    }

    Model model(int of) {
        return models.get(of);
    }

    /** Whose the database is: what its user leaves unsettled is gone from here, and what was settled need not be here for long. */
    void belongsTo(@Nullable ServerIdentity identity) {
        int now = 0;
        for (int each = 0; identity != null && each < simulation.users(); each++) {
            now = identity.equals(identity(each)) ? each : now;
        }
        if (now == user) {
            return;
        }
        simulation.note(name() + " belongs to user " + now);
        for (String label : model.owed()) {
            if (!lastWaiting.contains(label)) {
                model.settled(label);
            } else if (dropping) {
                model.forgive(label);
            }
        }
        user = now;
        model = models.get(now);
        model.startedOver();
        past = Past.NONE;
        rebuilding = false;
        heardAt = null;
    }

    private ServerIdentity identity(int of) {
        return identities.computeIfAbsent(
                of,
                each -> simulation
                        .world(each)
                        .transport(index, simulation.schedule.maxBatchCount(), simulation.schedule.slice())
                        .capabilities()
                        .identity());
    }

    /** Until it ends, its client speaks for the last user, whosever the database is. */
    boolean isSwitching() {
        return switching;
    }

    void signInAs(int as) {
        if (user != as) {
            switchUser(UserSwitch.park());
        }
    }

    /** As soon as the lane rests: an app would wait for it. */
    void switchUser(UserSwitch how) {
        Process<DB> alive = process;
        if (simulation.users() < 2 || alive == null || !ready() || lane == null) {
            return;
        }
        if (lane.isBusy()) {
            simulation.later(20, () -> switchUser(how));
            return;
        }
        closeSecond();
        FaultTransport next = faulty(1 - user);
        dropping = how.kind() == UserSwitch.Kind.DROP;
        switching = true;
        act(client -> {
            try {
                UserSwitch.Report report = client.switchUser(heard(next, begun -> heardAt = begun), how);
                if (report.switched() && alive.equals(process)) {
                    process = new Process<>(client, alive.storage(), next);
                }
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.BUSY) {
                    throw e;
                }
                simulation.note(name() + " " + e.getMessage()); // A process that was killed holds the lease.
            }
        });
        dropping = false;
        switching = false;
    }

    // ---- its disk

    boolean isSpoiled() {
        return spoiled != null;
    }

    /** The database takes nothing for a while: a commit fails, whoever says so, or the disk is really full or read-only. */
    void spoil(int how, int millis) {
        if (isSpoiled()) {
            return;
        }
        Disk disk = Disk.values()[how];
        spoiled = disk;
        simulation.note(name() + "'s disk fails: " + disk);
        if (!simulation.world.disk(index, disk) || disk == Disk.GOOD) {
            refuse("the disk is full");
        }
        simulation.later(millis, this::mend);
    }

    private void mend() {
        if (isSpoiled()) {
            simulation.note(name() + "'s disk is good again");
            spoiled = null;
            simulation.world.disk(index, Disk.GOOD);
            refuse(null);
        }
    }

    private void refuse(@Nullable String reason) {
        refusal = reason;
        if (process != null) {
            process.storage().refuseCommits(reason);
        }
        if (second != null) {
            second.storage().refuseCommits(reason);
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

    /** When the exchange began that this process has last had an answer to; null if it has had none. */
    @Nullable
    Duration heardAt() {
        return heardAt;
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
        if (secondLane != null) {
            secondLane.jump(by);
        }
    }

    Storage<DB> storage() {
        Process<DB> alive = process;
        if (alive == null) {
            throw new IllegalStateException(name() + " has no process");
        }
        return alive.storage();
    }
}
