package dev.mooring.systemtests.lane;

/** In memory. */
final class CellsTest extends CellsContract {
    @Override
    CellHome<?> home() {
        return CellHome.Memory.fresh(time);
    }
}
