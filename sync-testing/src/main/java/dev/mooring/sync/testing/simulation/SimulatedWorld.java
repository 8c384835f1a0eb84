package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The world of one run: a database for each device, and one server. All of it is in process and starts no threads. Made anew for each run.
 *
 * <p>The file is long as it tells of each method what a run expects of it; most methods have a default.
 *
 * @param <DB> the storage's handle
 */
public interface SimulatedWorld<DB> {
    /**
     * A new process's storage over a device's database.
     *
     * @param device from 0
     * @return not opened; data that an earlier storage of the same device committed are there
     * @throws Exception if the database cannot be had
     */
    Storage<DB> storage(int device) throws Exception;

    /**
     * A new process's way to the server.
     *
     * @param device from 0
     * @param maxBatchCount the dialect's bound
     * @param slice how many changes the answer to a pull hands over at a time
     * @return answers at once; each device is recognised by a name of its own
     */
    Transport transport(int device, int maxBatchCount, int slice);

    /**
     * The same way, of a process with a channel: what the server tells it by itself comes on its {@link Transport#channel()}.
     *
     * @param device from 0
     * @param faulty what {@link #transport} made, behind whatever goes wrong with exchanges
     * @param lane the client's own; it tells the client what comes late
     * @param reaches to be called when something that the device writes over the channel reaches the server
     * @return the same transport by default: the device is told only that somebody has written
     */
    default Transport hearing(int device, FaultTransport faulty, VirtualScheduler.Lane lane, Runnable reaches) {
        return faulty;
    }

    /**
     * Whether some rows come over a channel alone. Then channels are well at the end of a run, instead of dead.
     *
     * @return false by default
     */
    default boolean needsChannels() {
        return false;
    }

    /**
     * From now on some answers arrive as garbage.
     *
     * @param random decides which, and what they look like
     * @param rate how many of them, 0 to 1
     */
    void garbage(Random random, double rate);

    /**
     * Whether some garbage looked exactly like the answer of a server that has lost everything.
     *
     * @return false by default
     */
    default boolean seemedEmpty() {
        return false;
    }

    /**
     * The server loses a part of what it holds; {@link #facts} goes on telling all of it.
     *
     * @param random decides what
     * @param below everything that is lost has this position or a lower one, or is behind all of what has; the server
     *     loses nothing if that leaves no choice
     */
    void lose(Random random, long below);

    /**
     * The server has everything again.
     *
     * @throws Violation if it was given anything meanwhile
     */
    void restore();

    /**
     * The server becomes another one for good: it is restored from an older backup, or built anew with nothing in it. From then on
     * {@link #facts} tells what it has since, and {@link #states} still all that it ever had.
     *
     * @param random decides how old the backup is
     * @param empty whether nothing is left
     */
    void relapse(Random random, boolean empty);

    /**
     * The server and the devices as another user sees them: a log of its own, or rows of its own, and the same databases.
     *
     * @return null, which is the default, if there is one user only
     */
    default @Nullable SimulatedWorld<DB> otherUser() {
        return null;
    }

    /**
     * Creates the app's table if it is not there.
     *
     * @param db the handle, in a write transaction
     * @throws Exception if the database fails
     */
    void createRows(DB db) throws Exception;

    /**
     * Writes an app row.
     *
     * @param db the handle, in a write transaction
     * @param key of the row
     * @param value replaces what is there
     * @throws Exception if the database fails
     */
    void put(DB db, String key, String value) throws Exception;

    /**
     * Reads an app row.
     *
     * @param db the handle
     * @param key of the row
     * @return the value, or null
     * @throws Exception if the database fails
     */
    @Nullable
    String get(DB db, String key) throws Exception;

    /**
     * What the server holds, read from the server's own data and not over the transport.
     *
     * @return in the server's order
     */
    List<ServerFact> facts();

    /**
     * The labels of what the server holds.
     *
     * @return each once; to be added to
     */
    default Set<String> labels() {
        Set<String> labels = new HashSet<>();
        facts().forEach(fact -> labels.add(fact.label()));
        return labels;
    }

    /**
     * Which of the server's histories a cursor is in, where there can be several.
     *
     * @param cursor of a device
     * @return the same text for the same history
     */
    default String history(Cursor cursor) {
        return "";
    }

    /**
     * Which history the server has now.
     *
     * @return as {@link #history(Cursor)} says of a cursor in it
     */
    default String history() {
        return "";
    }

    /**
     * What the server holds, or held before that history was replaced, as far as a device can know.
     *
     * @param cursor of the device
     * @return in the server's order; what a history begins with has position 0
     */
    default List<ServerFact> facts(Cursor cursor) {
        return facts();
    }

    /**
     * Another client replaces the server's history by one that begins with a snapshot of all that it holds: a line for each
     * row, with a tabulator between its key and its value. Nothing happens where servers have one history only.
     *
     * @param random decides when: at once, or in the middle of somebody's next request
     */
    default void replaceHistory(Random random) {}

    /**
     * Empties the app's table, where histories can be replaced.
     *
     * @param db the handle, in a write transaction
     * @throws Exception if the database fails
     */
    default void clear(DB db) throws Exception {
        throw new IllegalStateException("in this world no history is replaced");
    }

    /**
     * The server makes a change of its own.
     *
     * @param label names it
     */
    void serverWrites(String label);

    /** Another device deletes all rows at once. Nothing happens where the server keeps a log. */
    default void deleteAll() {}

    /**
     * Whether the server keeps keys and no log: then an app row is the last state of its key, empty where there is none, and
     * not the list of all edits. Positions mean nothing then, and losing and restoring data need not do anything.
     *
     * @return false by default
     */
    default boolean keepsKeys() {
        return false;
    }

    /**
     * Whether the server keeps cells with clocks. It {@linkplain #keepsKeys keeps keys} as well then, and what the devices write is {@linkplain
     * #captures captured}. A row reads as one line {@code row}, and a line {@code column=value} for each column that is not null, by name;
     * values as in {@link CellFact}.
     *
     * @return false by default
     */
    default boolean keepsCells() {
        return false;
    }

    /**
     * The cells that the server has now.
     *
     * @return in any order
     */
    default List<CellFact> cells() {
        return List.of();
    }

    /**
     * All cells that were ever written at the server, by whomever, whether they won or lost.
     *
     * @return oldest first; grows at its end only
     */
    default List<CellFact> everWritten() {
        return List.of();
    }

    /**
     * The cells that a mutation writes.
     *
     * @param mutation of an outbox
     * @return with the version that the device gave them
     */
    default List<CellFact> cellsOf(Mutation mutation) {
        return List.of();
    }

    /**
     * What a column of a row has that nobody has written.
     *
     * @param column its name
     * @return its default, as in {@link CellFact#value}
     */
    default String untouched(String column) {
        return "n";
    }

    /**
     * Up to which version of the server's a device has been told everything.
     *
     * @param cursor of the device
     * @param site of the device, in hexadecimal digits
     * @return -1 if it is in another history than the server's present one, or was told to another site: then a rebuild has begun, and has not
     *     put a new cursor in the place of the old one
     */
    default long toldUpTo(Cursor cursor, String site) {
        return -1;
    }

    /**
     * A cell.
     *
     * @param row as in {@link ServerFact#row}
     * @param column its name; {@code -1} for the row itself
     * @param value {@code n} for null, {@code i} and a whole number, {@code r} and a float, {@code t} and a text
     * @param causal the row's causal length: even if it is deleted
     * @param colVersion how often the cell was written
     * @param version of the transaction
     * @param seq the place in it
     * @param site who wrote it, in hexadecimal digits; empty where nobody is asked
     */
    record CellFact(
            String row,
            String column,
            String value,
            long causal,
            long colVersion,
            long version,
            int seq,
            String site) {}

    /**
     * Gives the server its clock. Called once, before anything else.
     *
     * @param now the simulation's own time
     */
    default void clock(Supplier<Instant> now) {}

    /**
     * Gives the server the time of the run, for what it does by itself, or late. Called once, before anything else.
     *
     * @param time runs what belongs to no device
     */
    default void time(VirtualScheduler time) {}

    /**
     * A mutation of the simulated app.
     *
     * @param key which row, one of {@code k0} to {@code k4}
     * @param label names the edit
     * @param delete whether it deletes the row, which happens where the server keeps keys alone
     * @return not recorded
     */
    default Mutation mutation(String key, String label, boolean delete) {
        return Labels.mutation(key, label);
    }

    /**
     * Whether the devices' storages capture what the app writes to its tables: then it does so by {@link #write}, records
     * nothing, and has no handler of its own.
     *
     * @return false by default
     */
    default boolean captures() {
        return false;
    }

    /**
     * Writes to the app's captured tables what a mutation stands for.
     *
     * @param db the handle, in a write transaction
     * @param mutation from {@link #mutation}, which is not recorded
     * @return the labels of what is captured by that, but those that begin with a tilde; empty if the app's schema does not
     *     allow it or there is nothing to delete
     * @throws Exception if the database fails
     */
    default List<String> write(DB db, Mutation mutation) throws Exception {
        throw new IllegalStateException("in this world nothing is captured");
    }

    /**
     * What is captured in a device's database and not taken in yet.
     *
     * @param db the handle
     * @return oldest first, as mutations whose payloads {@link #label} and {@link #after} can read
     * @throws Exception if the database fails
     */
    default List<Mutation> waiting(DB db) throws Exception {
        return List.of();
    }

    /**
     * What an app row comes to by a change, where tables are captured and the server keeps a log.
     *
     * @param row as {@link #get} tells it, empty for none
     * @param payload of the change or mutation
     * @return as {@link #get} tells it, empty for none; the same row for a payload that is no row change
     */
    default String after(String row, String payload) {
        throw new IllegalStateException("in this world nothing is captured");
    }

    /**
     * The label in a payload.
     *
     * @param payload of a mutation or a change
     * @return the label; with a tilde in front if it names nothing by itself, such as the deletion of a row of which a payload
     *     says no more than the key
     */
    default String label(String payload) {
        return Labels.label(payload);
    }

    /**
     * The labels of the edits that a mutation carries.
     *
     * @param mutation of a device
     * @return one, of its {@link #label payload}, by default; several where a storage makes one mutation of several edits
     */
    default List<String> labelsIn(Mutation mutation) {
        return List.of(label(mutation.payload()));
    }

    /**
     * Where the server keeps keys: every state that it has ever had, as collection, slash, key, space, label; the label is empty
     * for no row.
     *
     * @return empty by default
     */
    default Set<String> states() {
        return Set.of();
    }

    /**
     * Where the server keeps keys: the states that each row has had, oldest first, as {@link #states} names them. A row begins with the empty
     * one, which is no row. What the server told of a row without having it is among them, too.
     *
     * @return by row, as in {@link ServerFact#row}; empty by default, which checks nothing
     */
    default Map<String, List<String>> courses() {
        return Map.of();
    }

    /**
     * For how long the server may go on hiding the present state of a row from those who ask for changes, where it keeps keys.
     *
     * @param row as in {@link ServerFact#row}
     * @return zero, which is the default, if whoever asks is shown it
     */
    default Duration hides(String row) {
        return Duration.ZERO;
    }

    /**
     * Whether a row comes by channels alone, where the server keeps keys. No pull shows it, so a rebuild keeps it, also where the server has lost it.
     *
     * @param row as in {@link ServerFact#row}
     * @return false by default
     */
    default boolean isUnlisted(String row) {
        return false;
    }

    /**
     * How often the server has begun to hide a state of a row, also where it shows the same as before. The time that it may hide it for
     * begins anew each time.
     *
     * @param row as in {@link ServerFact#row}
     * @return 0 by default
     */
    default long hidings(String row) {
        return 0;
    }

    /**
     * Fills a device's disk, makes it read-only, or makes it good again, for whatever storage of the device is open or will be.
     *
     * @param device from 0
     * @param disk how it is from now on
     * @return false, which is the default, if there is no disk here: then nothing happens
     */
    default boolean disk(int device, Disk disk) {
        return false;
    }

    /** How a disk is. */
    enum Disk {
        /** As it should be. */
        GOOD,
        /** What needs no more room can be written. */
        FULL,
        /** Nothing can be written. */
        READ_ONLY
    }

    /**
     * How often the API was called.
     *
     * @param url of the call
     * @return the count
     */
    int calls(String url);

    /**
     * Releases what the world holds; every storage is closed by then.
     *
     * @throws Exception if it cannot
     */
    void close() throws Exception;

    /**
     * One thing that the server holds.
     *
     * @param position its place
     * @param mutation id of the mutation that made it, empty for the server's own
     * @param row the app row that it belongs to: collection, slash, key, as a client sees them
     * @param label names the edit
     */
    record ServerFact(long position, String mutation, String row, String label) {}
}
