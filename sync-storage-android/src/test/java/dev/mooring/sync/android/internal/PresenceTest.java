package dev.mooring.sync.android.internal;

import static dev.mooring.sync.android.internal.Presence.Step.LEAVE;
import static dev.mooring.sync.android.internal.Presence.Step.NONE;
import static dev.mooring.sync.android.internal.Presence.Step.START;
import static dev.mooring.sync.android.internal.Presence.Step.STOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a client begins and ends as its app comes and goes. */
class PresenceTest {
    private final Presence presence = new Presence(true);

    @Test
    void itIsLiveOnTheScreen() {
        assertEquals(NONE, presence.visible(false), "not shown yet");
        assertEquals(START, presence.visible(true));
        assertEquals(NONE, presence.visible(true));
        assertEquals(LEAVE, presence.visible(false));
        assertEquals(NONE, presence.visible(false));
        assertEquals(START, presence.visible(true));
    }

    @Test
    void whatIsNotAllowedStopsAtOnceAndGoesOnLater() {
        presence.visible(true);
        assertEquals(NONE, presence.allowed(true));
        assertEquals(STOP, presence.allowed(false));
        assertEquals(NONE, presence.allowed(false));
        assertEquals(NONE, presence.visible(false));
        assertEquals(NONE, presence.visible(true));
        assertEquals(START, presence.allowed(true));
    }

    @Test
    void nothingIsSentBehindAnAppThatHasLeftOnceItIsNotAllowed() {
        presence.visible(true);
        assertEquals(LEAVE, presence.visible(false));
        assertEquals(STOP, presence.allowed(false));
        assertEquals(NONE, presence.allowed(true), "it is not on the screen");
    }

    @Test
    void whoMayNotSyncAtTheBeginningDoesNotBegin() {
        Presence metered = new Presence(false);
        assertEquals(NONE, metered.visible(true));
        assertEquals(START, metered.allowed(true));
    }

    @Test
    void activitiesCountByThemselves() {
        Visibility visibility = new Visibility();
        assertFalse(visibility.isVisible());
        Object list = new String("activity");
        Object details = new String("activity");
        visibility.started(list);
        visibility.started(details);
        visibility.ended(list);
        visibility.ended(list);
        assertTrue(visibility.isVisible(), "stopped, and destroyed later");
        visibility.ended(details);
        assertFalse(visibility.isVisible());
        visibility.ended(details);
        visibility.started(list);
        assertTrue(visibility.isVisible());
    }
}
