package dev.mooring.systemtests.lane;

/** In memory. */
final class CellsRebuildTest extends CellsRebuild {
    @Override
    CellHome<?> home() {
        return CellHome.Memory.fresh(time);
    }
}
