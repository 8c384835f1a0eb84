package dev.mooring.sync.sqlite;

/** placeholder */
public final class Salvage {
    private Salvage() {}
}
