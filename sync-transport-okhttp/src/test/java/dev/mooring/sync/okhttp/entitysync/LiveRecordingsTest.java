package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each recording of the live server's socket, as a session takes it. */
class LiveRecordingsTest {
    /** Before all recordings. */
    private static final Instant BEFORE = Instant.parse("2026-11-20T23:50:00Z");

    private static LiveDevice device(boolean repertoire) {
        LiveDevice device = new LiveDevice(repertoire);
        device.says(LiveDevice.welcome(BEFORE));
        device.pulls(BEFORE);
        device.bySequence(0);
        device.byTime();
        device.heard();
        device.brought = 0;
        return device;
    }

    private static LiveDevice hears(int recording, boolean repertoire) throws IOException {
        LiveDevice device = device(repertoire);
        RecordedFrames.of(recording).forEach(device::says);
        return device;
    }

    /** A stream is asked for, and these are the answers. */
    private static LiveDevice streams(int recording, boolean repertoire) throws IOException {
        LiveDevice device = device(repertoire);
        device.session.beat();
        device.request();
        RecordedFrames.of(recording).forEach(device::says);
        return device;
    }

    @Test
    void noneIsLeftOut() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        RecordedFrames.files()
                .forEach(file -> numbers.add(
                        Integer.valueOf(file.getFileName().toString().substring(0, 2))));
        for (int number = 39; number <= 57; number++) {
            assertTrue(numbers.contains(number), "recording " + number);
        }
    }

    @Test
    void aWelcomeMakesItLive() throws IOException {
        LiveDevice device = new LiveDevice(false);
        RecordedFrames.of(39).forEach(device::says);
        assertEquals(1, device.lives);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 41, 42, 43, 47, 53})
    void pongsAndErrorsAreSignsOfLifeAndNothingElse(int recording) throws IOException {
        LiveDevice device = hears(recording, true);
        assertEquals(0, device.hints + device.brought);
        assertEquals(List.of(), device.ends);
        assertEquals(List.of(), device.acknowledged);
        device.session.beat();
        device.bySequence(0);
    }

    @ParameterizedTest
    @CsvSource({"44, 1, w1", "45, 1, w1", "46, 1, w1", "50, 3, f1"})
    void whatSomebodyMakesIsData(int recording, int times, String first) throws IOException {
        LiveDevice device = hears(recording, false);
        List<Incoming> heard = device.heard();
        assertEquals(times, heard.size());
        assertEquals(first, heard.get(0).change().key());
        assertEquals(0, device.hints);
    }

    /** Its fingerprint is that of the same entry in a pull: it is the very text that the server stores. */
    @Test
    void anEntryOfTheSocketIsTheOneOfAPull() throws IOException {
        String frame = RecordedFrames.of(44).get(1);
        String entry = frame.substring(frame.indexOf("\"entry\":") + 8, frame.lastIndexOf(",\"timestamp\""));
        EntitySyncFixtures.Collected pulled = new EntitySyncFixtures.Collected();
        EntitySyncFixtures.decode(
                new dev.mooring.sync.spi.Ask.Pull(dev.mooring.sync.Cursor.START),
                200,
                EntitySyncFixtures.pulled(entry),
                pulled);
        Incoming heard = hears(44, false).heard().get(0);
        assertEquals(pulled.incoming.get(0), heard);
    }

    @Test
    void aPieceIsAskedForAndNobodyMindsItWithoutARepertoire() throws IOException {
        LiveDevice device = hears(48, true);
        device.bySequence(
                1130, LiveDevice.pieces("1130", LiveDevice.piece("moonlight sonata-beethoven", "Moonlight Sonata")));
        assertEquals(List.of("+moonlight sonata-beethoven"), device.keys());
        LiveDevice other = hears(48, false);
        assertEquals(0, other.hints + other.brought);
        assertEquals(List.of(), other.sent);
    }

    @Test
    void aPlanIsPulled() throws IOException {
        LiveDevice device = hears(49, false);
        assertEquals(1, device.hints);
        assertEquals(List.of(), device.keys());
    }

    @Test
    void aStreamFromTheStartHintsAtEntriesAndBringsPieces() throws IOException {
        LiveDevice device = streams(51, true);
        assertEquals(1, device.hints);
        assertEquals(List.of("+moonlight sonata-beethoven"), device.keys());
        device.pulls(Instant.parse("2026-11-20T23:51:00Z"));
        device.heard();
        assertEquals(1135, device.mark().seq());
    }

    @Test
    void anEchoMovesNothing() throws IOException {
        LiveDevice device = streams(52, false);
        device.heard();
        assertEquals(-1, device.mark().seq());
    }

    @ParameterizedTest
    @CsvSource({"54, 1137", "55, 1138"})
    void aWriteOverHttpIsAHintOfTheNextStream(int recording, long seq) throws IOException {
        LiveDevice device = streams(recording, false);
        assertEquals(1, device.hints);
        assertEquals(List.of(), device.keys());
        device.pulls(Instant.parse("2026-11-20T23:51:00Z"));
        device.heard();
        assertEquals(seq, device.mark().seq());
    }

    @Test
    void aDeletionOfAStreamIsData() throws IOException {
        LiveDevice device = streams(56, true);
        assertEquals(List.of("-w1", "+moonlight sonata-beethoven"), device.keys());
    }

    @Test
    void whatWasDeletedAndMadeAgainOverTheSocketStaysDeleted() throws IOException {
        LiveDevice device = device(true);
        List<String> frames = RecordedFrames.of(57);
        frames.subList(0, 4).forEach(device::says);
        assertEquals(List.of("-f2"), device.keys());
        assertEquals(1, device.hints, "the server says that it is there, and it is not");
        device.pulls(Instant.parse("2026-11-20T23:50:47.600Z"));
        device.session.beat();
        device.request();
        frames.subList(4, frames.size()).forEach(device::says);
        assertEquals(List.of("+moonlight sonata-beethoven"), device.keys(), "the deletion is known already");
    }
}
