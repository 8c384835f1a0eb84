package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.testing.simulation.Action.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Everything that happens in a run. All of it is drawn from the seed before the run begins.
 *
 * @param seed of the run
 * @param devices how many
 * @param policy which conflict policy: 0 server wins, 1 rebase, 2 the app decides
 * @param maxBatchCount the dialect's bound
 * @param poll seconds between polls, 0 for none
 * @param slice how many changes the answer to a pull hands over at a time
 * @param actions in order
 */
public record Schedule(
        long seed, int devices, int policy, int maxBatchCount, int poll, int slice, List<Action> actions) {
    /** With channels it falls quiet so seldom: once in so many actions. */
    private static final int QUIET = 8;

    private static final int[] WEIGHTS = {30, 12, 2, 6, 3, 4, 5, 16, 3, 5, 5, 9, 4, 3, 2, 3, 6, 3, 2, 1, 3};

    /**
     * Copies the list.
     *
     * @param seed of the run
     * @param devices how many
     * @param policy which conflict policy
     * @param maxBatchCount the dialect's bound
     * @param poll seconds between polls
     * @param slice how many changes a slice has
     * @param actions in order
     */
    public Schedule {
        actions = List.copyOf(actions);
    }

    /**
     * Draws a schedule.
     *
     * @param seed the same seed, the same schedule
     * @return the schedule
     */
    public static Schedule of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        int devices = 2 + random.nextInt(3);
        int policy = random.nextInt(3);
        int batch = new int[] {1, 3, 3, 500}[random.nextInt(4)];
        int poll = random.nextBoolean() ? 1 + random.nextInt(20) : 0;
        int slice = new int[] {1, 2, 3, 500}[random.nextInt(4)];
        int count = 20 + random.nextInt(100);
        List<Action> actions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            actions.add(action(random, devices));
        }
        return new Schedule(seed, devices, policy, batch, poll, slice, actions);
    }

    /**
     * The same, and every now and then another client replaces the server's history.
     *
     * @return a copy
     */
    public Schedule withReplacedHistories() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 2);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            more.add(action);
            if (random.nextInt(15) == 0) {
                more.add(new Action(What.REPLACE_HISTORY, 0, 0, random.nextLong(), random.nextInt(200)));
            }
        }
        return with(more);
    }

    /**
     * The same, and every now and then a credential runs out, a disk is full or a clock jumps by years. There are also pauses in which a
     * status grows old.
     *
     * @return a copy
     */
    public Schedule withTrouble() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 3);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            more.add(action);
            if (random.nextInt(8) == 0) {
                more.add(trouble(random));
            }
        }
        return with(more);
    }

    /**
     * The same, and every now and then an app rebuilds or calls a rebuild off, or the server is restored from an older backup or emptied.
     * Actions {@link What#LOSS} and {@link What#GARBAGE} are left out: nobody could tell garbage from a server that has lost everything.
     *
     * @return a copy
     */
    public Schedule withRecovery() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 4);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            if (action.what() != What.LOSS && action.what() != What.GARBAGE) {
                more.add(action);
            }
            if (random.nextInt(10) == 0) {
                more.add(recovery(random));
            }
        }
        return with(more);
    }

    /**
     * The same, and every now and then another user signs in on a device. Actions {@link What#LOSS} and {@link What#GARBAGE} are left out:
     * a user has to find again what was left.
     *
     * @return a copy
     */
    public Schedule withUsers() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 5);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            if (action.what() != What.LOSS && action.what() != What.GARBAGE) {
                more.add(action);
            }
            if (random.nextInt(8) == 0) {
                int drop = random.nextInt(4) == 0 ? 1 : 0;
                int after = random.nextInt(3000);
                more.add(new Action(What.SWITCH_USER, random.nextInt(devices), drop, random.nextLong(), after));
            }
        }
        return with(more);
    }

    /**
     * The same, and every now and then a process is stopped. It wakes later, and another one may have taken over by then.
     *
     * @return a copy
     */
    public Schedule withStops() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 6);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            more.add(action);
            if (random.nextInt(6) == 0) {
                int lasting = 10_000 + random.nextInt(50_000);
                more.add(new Action(
                        What.STOP, random.nextInt(devices), lasting, random.nextLong(), random.nextInt(1000)));
            }
        }
        return with(more);
    }

    /**
     * The same, and every now and then a device has a credential of another account for a while, or all rows are deleted at once
     * elsewhere.
     *
     * @return a copy
     */
    public Schedule withStrangers() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        List<Action> more = new ArrayList<>();
        for (Action action : actions) {
            more.add(action);
            if (random.nextInt(8) == 0) {
                What what = random.nextInt(3) == 0 ? What.MASS_DELETION : What.OTHER_CREDENTIAL;
                int lasting = 500 + random.nextInt(random.nextInt(4) == 0 ? 90_000 : 5000);
                more.add(new Action(what, random.nextInt(devices), lasting, random.nextLong(), random.nextInt(1000)));
            }
        }
        return with(more);
    }

    /**
     * The same, and each device has a channel that tells it when somebody has written, which skips, repeats, delays, lies and dies. Every
     * now and then all is quiet for a while. Then others write, and devices sync while they are told of it.
     *
     * @return a copy
     */
    public Schedule withChannels() {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 8);
        List<Action> more = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            more.add(channel(random, device, 0));
        }
        for (Action action : actions) {
            more.add(action);
            if (random.nextInt(8) == 0) {
                more.add(channel(random, random.nextInt(devices), random.nextInt(1000)));
            } else if (random.nextInt(QUIET) == 0) {
                int pause = 5000 + random.nextInt(15_000);
                more.add(new Action(What.SERVER_WRITES, 0, 1 + random.nextInt(4), random.nextLong(), pause));
                for (int device = 0; device < devices; device++) {
                    more.add(new Action(What.SYNC, device, 0, random.nextLong(), random.nextInt(500)));
                }
            }
        }
        return with(more);
    }

    private static Action channel(Random random, int device, int after) {
        int rate = random.nextInt(3) == 0 ? 0 : random.nextInt(80);
        return new Action(What.CHANNEL, device, rate, random.nextLong(), after);
    }

    /** Whether devices have channels in it. */
    boolean channels() {
        return actions.stream().anyMatch(action -> action.what() == What.CHANNEL);
    }

    /** The longest time between two polls while a channel says that it lives, in seconds. */
    int slowestPoll() {
        return channels() ? ClientSettings.STRETCH * (poll > 0 ? poll : ClientSettings.POLL_WITH_CHANNEL) : poll;
    }

    /** Whether a credential is another account's in it: then transports know whose theirs is. */
    boolean strangers() {
        return actions.stream().anyMatch(action -> action.what() == What.OTHER_CREDENTIAL);
    }

    /** Whether a process is stopped in it. */
    boolean stops() {
        return actions.stream().anyMatch(action -> action.what() == What.STOP);
    }

    private Action recovery(Random random) {
        What[] kinds = {What.REBUILD, What.REBUILD, What.CANCEL_REBUILD, What.SERVER_RESTORED};
        What what = kinds[random.nextInt(kinds.length)];
        int amount = what == What.SERVER_RESTORED ? random.nextInt(4) : 0;
        int after = random.nextInt(6) == 0 ? random.nextInt(60_000) : random.nextInt(1000);
        return new Action(what, random.nextInt(devices), amount, random.nextLong(), after);
    }

    private Action trouble(Random random) {
        What[] kinds = {What.SIGN_OUT, What.STORAGE_FAILS, What.JUMP_YEARS};
        What what = kinds[random.nextInt(kinds.length)];
        int amount = switch (what) {
            case SIGN_OUT -> 1000 + random.nextInt(40_000);
            case STORAGE_FAILS -> 500 + random.nextInt(20_000);
            default -> 300 + random.nextInt(20 * 365);
        };
        int after = random.nextInt(5) == 0 ? random.nextInt(90_000) : random.nextInt(2000);
        return new Action(what, random.nextInt(devices), amount, random.nextLong(), after);
    }

    Schedule with(List<Action> fewer) {
        return new Schedule(seed, devices, policy, maxBatchCount, poll, slice, fewer);
    }

    private static Action action(Random random, int devices) {
        What what = What.values()[pick(random)];
        int amount = switch (what) {
            case WRITE -> random.nextInt(8) == 0 ? 1 + random.nextInt(20) : 1 + random.nextInt(3);
            case SERVER_WRITES -> 1 + random.nextInt(3);
            case FLUSH, KILL, REOPEN -> random.nextInt(2000);
            case GARBAGE -> random.nextInt(40);
            case LOSS -> 1000 + random.nextInt(60_000);
            case SECOND_PROCESS -> random.nextInt(40_000);
            case WEATHER -> 10 + random.nextInt(70);
            case KILL_AT_COMMIT -> random.nextInt(6);
            case JUMP -> random.nextInt(100_000);
            case HANDLER_FAILS -> 1 + random.nextInt(3);
            default -> 0;
        };
        int after = random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(200);
        return new Action(what, random.nextInt(devices), amount, random.nextLong(), after);
    }

    private static int pick(Random random) {
        int sum = 0;
        for (int weight : WEIGHTS) {
            sum += weight;
        }
        int left = random.nextInt(sum);
        int index = 0;
        while (left >= WEIGHTS[index]) {
            left -= WEIGHTS[index++];
        }
        return index;
    }
}
