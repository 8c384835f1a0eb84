package dev.mooring.sync.testing.conformance;

import java.util.List;

/** What a planted fault does with the frames of one socket: texts, or byte arrays. */
interface Frames {
    /** What the client said; returns what the good server is told instead. */
    default List<?> said(Object frame) {
        return List.of(frame);
    }

    /** What the good server says; returns what the client is told instead. */
    default List<?> told(Object frame) {
        return List.of(frame);
    }
}
