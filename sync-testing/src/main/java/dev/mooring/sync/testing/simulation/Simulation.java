package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.FaultChannel;
import dev.mooring.sync.testing.FaultPlan;
import dev.mooring.sync.testing.Trace;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.simulation.Checks.Held;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a schedule in one world. The actions stand on a virtual time line. They also happen while a device is in the middle of an
 * exchange. The invariants are checked after every commit and every action. At the end the faults stop. All devices must then come to the
 * same state within bounded time, and every mutation must be accounted for.
 *
 * <p>The same schedule in the same kind of world gives the same run, bit for bit. Not thread-safe. Use it once.
 *
 * @param <DB> the storage's handle
 */
public final class Simulation<DB> {
    final SimulatedWorld<DB> world;
    final Schedule schedule;
    final VirtualScheduler time;
    final Trace trace = new Trace(Integer.getInteger("sim.trace", 120));
    final Hints hints = new Hints();
    private final boolean lights;
    private final long endOfActions;
    private final boolean lostForGood;
    private final ServerEvents<DB> server = new ServerEvents<>(this);
    private final List<Account<DB>> accounts = new ArrayList<>();
    private final List<Device<DB>> devices = new ArrayList<>();
    private @Nullable Throwable violation;
    private boolean calm;
    /** Grows whenever the server may be another than it was. */
    private long looked;

    private long serverSeen = -1;

    private Simulation(SimulatedWorld<DB> world, Schedule schedule, boolean lights) {
        this.world = world;
        this.schedule = schedule;
        this.lights = lights;
        this.endOfActions = schedule.actions().stream().mapToLong(Action::after).sum() + 1;
        this.lostForGood = schedule.actions().stream().noneMatch(action -> action.what() == Action.What.LOSS);
        this.time = new VirtualScheduler(schedule.seed());
        for (SimulatedWorld<DB> each = world; each != null; each = each.otherUser()) {
            each.clock(time::now);
            each.time(time);
            accounts.add(new Account<>(each, accounts.size(), schedule));
        }
    }

    /**
     * Makes worlds.
     *
     * @param <DB> the storage's handle
     */
    @FunctionalInterface
    public interface WorldFactory<DB> {
        /**
         * A new world.
         *
         * @param devices how many databases
         * @return empty databases and an empty server
         * @throws Exception if it cannot be made
         */
        SimulatedWorld<DB> make(int devices) throws Exception;
    }

    /**
     * How a run went.
     *
     * @param violation what went wrong, or null
     * @param digest of everything that happened; equal for equal runs
     * @param trace the last lines of it
     */
    public record Result(@Nullable Throwable violation, long digest, List<String> trace) {}

    /**
     * Plays a schedule.
     *
     * @param worlds makes the world of the run
     * @param schedule what happens
     * @param <DB> the storage's handle
     * @return how it went
     * @throws Exception if the world could not be made
     */
    public static <DB> Result run(WorldFactory<DB> worlds, Schedule schedule) throws Exception {
        return run(worlds, schedule, true);
    }

    /**
     * Plays a schedule without checking the lights. A run ends with its first violation, and a row that is missing makes a light wrong
     * long before the end. Without the lights, the checks of the data must find the row by themselves.
     *
     * @param worlds makes the world of the run
     * @param schedule what happens
     * @param <DB> the storage's handle
     * @return how it went
     * @throws Exception if the world could not be made
     */
    public static <DB> Result runInTheDark(WorldFactory<DB> worlds, Schedule schedule) throws Exception {
        return run(worlds, schedule, false);
    }

    private static <DB> Result run(WorldFactory<DB> worlds, Schedule schedule, boolean lights) throws Exception {
        SimulatedWorld<DB> world = worlds.make(schedule.devices());
        try {
            Simulation<DB> simulation = new Simulation<>(world, schedule, lights);
            simulation.play();
            return new Result(simulation.violation, simulation.trace.digest(), simulation.trace.lines());
        } finally {
            world.close();
        }
    }

    private void play() {
        try {
            for (int i = 0; i < schedule.devices(); i++) {
                Device<DB> device = new Device<>(this, i);
                devices.add(device);
                device.start();
            }
            long at = 0;
            for (Action action : schedule.actions()) {
                at += action.after();
                later((int) at, () -> perform(action));
            }
            time.runUntil(() -> violation != null || time.uptime().toMillis() > endOfActions, Duration.ofHours(1));
            settle();
        } catch (Throwable e) {
            fail(e);
        }
        for (Device<DB> device : devices) {
            device.end();
        }
    }

    private void perform(Action action) {
        Device<DB> device = devices.get(action.device());
        Random random = new Random(action.seed());
        note(action.toString());
        switch (action.what()) {
            case WRITE -> device.app.write(action.amount(), random);
            case SYNC -> device.app.sync();
            case FLUSH -> device.app.flush(action.amount());
            case CALL -> device.app.call();
            case WAKE -> device.app.act(client -> client.wakeUp());
            case OFFLINE -> device.network.online(false);
            case ONLINE -> device.network.online(true);
            case WEATHER ->
                device.network.weather(
                        FaultPlan.seeded(random, action.amount() / 100.0, Duration.ofMillis(random.nextInt(3000))));
            case CALM -> device.network.weather(FaultPlan.none());
            case SERVER_WRITES -> server.write(action.amount());
            case KILL -> device.kill(action.amount());
            case KILL_AT_COMMIT ->
                device.killAtCommit(action.amount(), random.nextBoolean() ? Moment.BEFORE_COMMIT : Moment.AFTER_COMMIT);
            case REOPEN -> device.reopen(action.amount());
            case JUMP -> device.jump(Duration.ofSeconds(random.nextBoolean() ? action.amount() : -action.amount()));
            case GARBAGE -> world.garbage(random, action.amount() / 100.0);
            case LOSS -> server.lose(action.amount(), random);
            case SECOND_PROCESS -> device.company.come(random, action.amount());
            case REPLACE_HISTORY -> server.replaceHistory(random);
            case SIGN_OUT -> device.network.signOut(action.amount());
            case STORAGE_FAILS -> device.disk.spoil(random.nextInt(3), action.amount());
            case JUMP_YEARS -> device.jump(Duration.ofDays(random.nextBoolean() ? action.amount() : -action.amount()));
            case REBUILD -> device.rebuilds.rebuild(random);
            case CANCEL_REBUILD -> device.rebuilds.cancelRebuild();
            case SERVER_RESTORED -> server.becomeAnother(random, action.amount() == 0);
            case SWITCH_USER -> device.users.switchUser(action.amount() == 1 ? UserSwitch.drop() : UserSwitch.park());
            case STOP -> device.stop(random, action.amount());
            case OTHER_CREDENTIAL -> device.network.strange(action.amount());
            case MASS_DELETION -> server.deleteAll();
            case CHANNEL ->
                device.network.channel(FaultChannel.Plan.seeded(
                        random, action.amount() / 100.0, Duration.ofMillis(random.nextInt(5000))));
            case HANDLER_FAILS -> device.handler.failNext(action.amount());
            default -> device.app.parked(action.what(), random);
        }
        checkAll();
    }

    /** Whether what a server has lost here does not come back. */
    boolean isLostForGood() {
        return lostForGood;
    }

    boolean outage() {
        return server.isOut();
    }

    /** Faults off: from here on everything must come right within bounded time. */
    private void settle() {
        time.runUntil(() -> violation != null || !server.isLoss(), Duration.ofMinutes(5));
        calm = true;
        new Ending<>(this, lights).settle();
    }

    Account<DB> account(Device<DB> device) {
        return accounts.get(device.users.user());
    }

    SimulatedWorld<DB> world(int user) {
        return accounts.get(user).world;
    }

    int users() {
        return accounts.size();
    }

    List<Account<DB>> accounts() {
        return accounts;
    }

    List<Device<DB>> devices() {
        return devices;
    }

    boolean isViolated() {
        return violation != null;
    }

    // ---- for the devices

    boolean calm() {
        return calm;
    }

    Storage<DB> storage(int device) {
        try {
            return world.storage(device);
        } catch (Exception e) {
            throw new IllegalStateException("no storage for device " + device, e);
        }
    }

    void createRows(DB db) {
        try {
            world.createRows(db);
        } catch (Exception e) {
            throw new IllegalStateException("no app table", e);
        }
    }

    Set<String> labelsOf(Device<DB> device) {
        return device.storage()
                .<Set<String>, RuntimeException>read(
                        tx -> account(device).checks.labels(device, tx));
    }

    boolean leavesNoTrace(Device<DB> device, String label) {
        return account(device).checks.leavesNoTrace(device.model(), label);
    }

    void note(String line) {
        trace.add(time.uptime().toMillis() + "ms " + line);
    }

    void later(int millis, Runnable task) {
        time.schedule(Duration.ofMillis(millis), () -> {
            if (violation == null) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    fail(e);
                }
            }
        });
    }

    /** A device has committed something. Its own process must not notice that somebody looks. */
    void committed(Device<DB> device) {
        device.unseen();
        check(device);
    }

    /** What is there is looked at only if it, or what it is held against, may be another than when it was last looked at. */
    private void check(Device<DB> device) {
        Storage<DB> view = device.view();
        if (violation == null && view != null) {
            try {
                view.<Boolean, Exception>read(tx -> {
                    device.users.belongsTo(tx.binding().identity());
                    Account<DB> account = account(device);
                    Held held = device.seen(looked);
                    if (held == null) {
                        held = Held.read(tx, account.world);
                        account.checks.committed(device, tx, held);
                        device.sees(held, looked);
                    }
                    if (lights && device.ready() && !device.users.isSwitching() && !device.isStopped()) {
                        account.light.check(device, device.status(), account.checks, tx, held, time.uptime());
                    }
                    return true;
                });
            } catch (Exception | Violation e) {
                fail(e);
            }
        }
    }

    /** The server was spoken to. */
    void look() {
        looked++;
        accounts.forEach(account -> account.light.look(time.uptime()));
        devices.forEach(device -> device.rebuilds.look());
    }

    /** Somebody has written to the server, perhaps. */
    void written() {
        look();
        hints.tell();
    }

    void checkAll() {
        if (serverSeen != looked) {
            accounts.forEach(account -> account.checks.server(devices));
            serverSeen = looked;
        }
        for (Device<DB> device : devices) {
            check(device);
            Device.Process<DB> process = device.process();
            if (process != null && device.ready() && !device.isStopped()) {
                device.storage().<Boolean, RuntimeException>read(tx -> {
                    Account<DB> account = account(device);
                    Held seen = device.seen(looked);
                    Held held = seen == null ? Held.read(tx, account.world) : seen;
                    account.checks.status(device, process.client().status(), tx, held);
                    return true;
                });
            }
        }
    }

    private void fail(Throwable e) {
        if (violation == null) {
            violation = e;
            note("VIOLATION " + e);
        }
    }
}
