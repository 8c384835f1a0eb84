package dev.mooring.sync.inspector;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.transport.CallsTransport;
import java.util.ArrayList;
import java.util.List;

/** A server in memory that keeps items by key, and refuses every payload with the word "refuse" in it. */
final class Shelf {
    private final List<Incoming> changes = new ArrayList<>();

    <DB> SyncClient<DB> client(Storage<DB> storage) {
        return SyncClient.builder(storage, transport(), new Nothing<DB>()).build();
    }

    private Transport transport() {
        var can = Capabilities.keys("items", new ServerIdentity("shelf", "ann"));
        can.resendSafe().recognisesOwn();
        return CallsTransport.of(can.build(), this::push, this::pull);
    }

    /** Somebody else's write. */
    synchronized void put(String key, String payload) {
        Change change = new Change(Change.NO_POSITION, "item", key, "put", payload, false, 1, "", "other");
        changes.add(new Incoming(change, "other" + changes.size()));
    }

    private synchronized List<Outcome> push(Ask.Push ask) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation it : ask.mutations()) {
            if (it.payload().contains("refuse")) {
                outcomes.add(new Outcome.Rejected(it.id(), "no <b>room</b> for it \u202e\u0007"));
            } else {
                changes.add(new Incoming(
                        Change.of(it, Change.NO_POSITION, ""), it.id().toString()));
                outcomes.add(new Outcome.Accepted(it.id(), Change.NO_POSITION));
            }
        }
        return outcomes;
    }

    private synchronized Page pull(Cursor from, ChangeSink sink) {
        int behind = from.token().isEmpty() ? 0 : Integer.parseInt(from.token());
        Cursor end = new Cursor(Integer.toString(changes.size()));
        if (behind < changes.size()) {
            sink.accept(List.copyOf(changes.subList(behind, changes.size())), end);
        }
        return new Page(end, false);
    }

    /** An app without rows. */
    private static final class Nothing<DB> implements ChangeHandler<DB> {
        @Override
        public void apply(DB db, List<Change> news) {}

        @Override
        public void undo(DB db, List<Mutation> mutations) {}
    }
}
