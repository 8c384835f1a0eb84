package dev.mooring.systemtests.lane;

/** In memory. */
final class CellsCrashTest extends CellsCrash {
    @Override
    CellHome<?> home() {
        return CellHome.Memory.fresh(time);
    }
}
