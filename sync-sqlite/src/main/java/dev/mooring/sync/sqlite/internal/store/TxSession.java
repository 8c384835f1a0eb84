package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.sqlite.spi.Turn;

/** A connection as one transaction may use it: on its thread, until it ends. */
record TxSession<DB>(Session<DB> open, Turn turn) {
    Session<DB> reading() {
        turn.check();
        return open;
    }

    Session<DB> writing() {
        turn.checkWritable();
        return open;
    }
}
