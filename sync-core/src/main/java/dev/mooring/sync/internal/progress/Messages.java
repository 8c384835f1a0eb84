package dev.mooring.sync.internal.progress;

import dev.mooring.sync.status.Reading;

/** How far the server's messages are read, one after the other. Nothing runs backwards. */
final class Messages {
    private Reading all = Reading.NONE;
    private Reading last = Reading.NONE;

    /**
     * So much of a message is read.
     *
     * @return whether it is another one than before
     */
    boolean read(long bytes, long length) {
        boolean another = last.length() != length || last.bytes() >= bytes;
        if (another) {
            all = new Reading(all.length() + bytes, all.length() + length);
        } else {
            all = new Reading(all.bytes() - last.bytes() + bytes, all.length());
        }
        last = new Reading(bytes, length);
        return another;
    }

    /** All of them. */
    Reading reading() {
        return all;
    }
}
