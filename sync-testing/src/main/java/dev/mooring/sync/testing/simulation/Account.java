package dev.mooring.sync.testing.simulation;

/** One user of the server: the server as that user sees it, and what must hold for whoever works as that user. */
final class Account<DB> {
    final SimulatedWorld<DB> world;
    final Checks<DB> checks;
    final Light<DB> light;

    Account(SimulatedWorld<DB> world, int user, Schedule schedule) {
        this.world = world;
        this.checks = checks(world, user);
        this.light = new Light<>(world, schedule);
    }

    private static <DB> Checks<DB> checks(SimulatedWorld<DB> world, int user) {
        if (world.keepsCells()) {
            return new CellChecks<>(world, user);
        }
        if (world.keepsKeys()) {
            return new KeyChecks<>(world, user);
        }
        return world.captures() ? new CaptureChecks<>(world, user) : new Checks<>(world, user);
    }
}
