package dev.mooring.sync.testing.storage;

/** One transaction's hold on the data: on its thread, until it ends. */
final class MemoryTurn {
    private final Thread thread = Thread.currentThread();
    private final MemoryData data;
    private final boolean writable;
    private boolean ended;

    MemoryTurn(MemoryData data, boolean writable) {
        this.data = data;
        this.writable = writable;
    }

    void end() {
        ended = true;
    }

    MemoryData data() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("this transaction belongs to thread " + thread.getName() + ", not to "
                    + Thread.currentThread().getName());
        }
        if (ended) {
            throw new IllegalStateException("this transaction is over; nothing was done");
        }
        return data;
    }

    MemoryData dataToWrite() {
        MemoryData open = data();
        if (!writable) {
            throw new IllegalStateException("this transaction only reads; nothing was written");
        }
        return open;
    }
}
