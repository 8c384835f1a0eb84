package dev.mooring.sync.internal.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.status.Reading;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private final Messages messages = new Messages();

    @Test
    void aMessageIsReadPartByPart() {
        assertTrue(messages.read(100, 250));
        assertFalse(messages.read(200, 250));
        assertEquals(new Reading(200, 250), messages.reading());
        assertFalse(messages.read(250, 250));
        assertEquals(new Reading(250, 250), messages.reading());
    }

    @Test
    void messagesAddUp() {
        assertTrue(messages.read(250, 250));
        assertTrue(messages.read(10, 40));
        assertEquals(new Reading(260, 290), messages.reading());
    }

    @Test
    void messagesOfTheSameLengthAreSeveral() {
        assertTrue(messages.read(40, 40));
        assertTrue(messages.read(40, 40));
        assertEquals(new Reading(80, 80), messages.reading());
    }

    /** A connection that was cut brings the rest by another message. */
    @Test
    void whatWasCutCountsAsRead() {
        assertTrue(messages.read(100, 250));
        assertTrue(messages.read(50, 200));
        assertEquals(new Reading(300, 450), messages.reading());
    }
}
