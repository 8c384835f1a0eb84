package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Faults planted into good servers of any shape. It is long as the list of faults stands in it. */
final class OwnFaults {
    private OwnFaults() {}

    static Plot<Supplier<OwnBook>> plot() {
        List<String> promises =
                OwnTests.all().stream().map(test -> test.promise().id()).toList();
        return new Plot<>("own transports", "", promises, null, OwnFaults::run, faults());
    }

    private static Report run(Supplier<OwnBook> book, Predicate<String> wanted) {
        try {
            return OwnConformance.of(new OwnStandIn(book)).only(wanted).run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Planted<Supplier<OwnBook>> planted(
            String id, String says, List<String> breaks, Supplier<OwnBook> book) {
        return new Planted<>(id, says, breaks, () -> book);
    }

    private static List<Planted<Supplier<OwnBook>>> faults() {
        List<Planted<Supplier<OwnBook>>> all = new ArrayList<>(writes());
        all.addAll(pulls());
        all.addAll(again());
        all.addAll(claims());
        return all;
    }

    // ---- what is written

    private static List<Planted<Supplier<OwnBook>>> writes() {
        return List.of(
                planted(
                        "drops-last",
                        "Of a batch of several, the last write is answered as taken, and not stored.",
                        List.of(
                                "batch-order",
                                "full-batch",
                                "exact-key",
                                "users-apart",
                                "survives-restart",
                                "cursor-goes-on",
                                "pages-end",
                                "many-writers",
                                "replay",
                                "own-known",
                                "lost-answer",
                                "honest-delivery",
                                "pull-under-load",
                                "replay-race",
                                "delete-stays",
                                "slice-cursors"),
                        DropsLast::new),
                planted(
                        "caps-batch",
                        "Of a batch, no more than 50 writes are stored, and all are answered as taken.",
                        List.of("full-batch", "pages-end", "listing-whole"),
                        () -> new OwnBook(Order.KEYS) {
                            private int stored;

                            @Override
                            synchronized Answer push(Ask.Push push, String device) {
                                stored = 0;
                                return super.push(push, device);
                            }

                            @Override
                            long store(Mutation write, String device) {
                                return stored++ < 50 ? super.store(write, device) : last;
                            }
                        }),
                planted(
                        "swaps-two",
                        "The first two writes of a batch change places.",
                        List.of("batch-order", "pages-end"),
                        SwapsTwo::new),
                planted(
                        "first-of-key",
                        "Of several writes of one key in a batch the first one stays.",
                        List.of("last-of-key"),
                        FirstOfKey::new),
                planted(
                        "names-others",
                        "An outcome names a mutation that was not in the batch.",
                        List.of("outcomes-named"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            synchronized Answer push(Ask.Push push, String device) {
                                Answer.Settled good = (Answer.Settled) super.push(push, device);
                                List<Outcome> more = new ArrayList<>(good.outcomes());
                                more.add(new Outcome.Accepted(new UUID(0, 1), 1));
                                return settled(more, good.page());
                            }
                        }),
                planted(
                        "moves-cursor",
                        "The answer to a push names the end of the log as the cursor.",
                        List.of("push-cursor"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Cursor behind(Ask.Push push) {
                                return cursor(last);
                            }
                        }),
                planted(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text"),
                        () -> keeping(text -> text.replaceAll("[^\\u0000-\\u00ff]", "?"))),
                planted(
                        "trims",
                        "Spaces around a text are cut.",
                        List.of("exact-text"),
                        () -> keeping(text -> text.replace(":\" ", ":\"").replace(" \"}", "\"}"))),
                planted(
                        "rounds-numbers",
                        "Numbers are kept as doubles.",
                        List.of("exact-number"),
                        () -> keeping(text -> text.startsWith("{\"number\":")
                                ? "{\"number\":" + Double.parseDouble(text.substring(10, text.length() - 1)) + "}"
                                : text)),
                planted(
                        "folds-case",
                        "Keys that differ in case alone are taken for one.",
                        List.of("exact-key"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            String key(String key) {
                                return key.toLowerCase(Locale.ROOT);
                            }
                        }),
                planted(
                        "cuts-keys",
                        "Keys are cut after 200 characters.",
                        List.of("exact-key"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Mutation kept(Mutation write) {
                                String key = write.key();
                                return with(write, key.substring(0, Math.min(key.length(), 200)), write.payload());
                            }

                            @Override
                            String key(String key) {
                                return key.substring(0, Math.min(key.length(), 200));
                            }
                        }),
                planted(
                        "cuts-large",
                        "A text is cut after 64 KiB.",
                        List.of("large-write"),
                        () -> keeping(
                                text -> text.length() > 1 << 16 ? text.substring(0, (1 << 16) - 2) + "\"}" : text)),
                planted(
                        "blames-nobody",
                        "A batch with a bad write is answered 500.",
                        List.of("refused-named"),
                        () -> sequence(failed(Kind.SERVER, "answered 500"), false)),
                planted(
                        "takes-bad",
                        "A bad write is answered as taken, and dropped.",
                        List.of("refused-named", "atomic-batch"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Outcome taken(Ask.Push push, Mutation write, String device) {
                                return isBad(write)
                                        ? new Outcome.Accepted(write.id(), 0)
                                        : super.taken(push, write, device);
                            }
                        }),
                planted(
                        "forgets-rollback",
                        "A batch with a bad write is refused, and the writes before it are stored all the same.",
                        List.of("atomic-batch"),
                        () -> sequence(failed(Kind.INVALID, "there is a bad write"), true)),
                new Planted<>(
                        "leaks-user",
                        "A user who has written nothing is told what another has.",
                        List.of("users-apart"),
                        Leaking::books),
                planted(
                        "forgets-at-crash",
                        "A crash loses the write that came last.",
                        List.of("survives-restart"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            synchronized void crash() {
                                entries.removeIf(each -> each.position() == last);
                            }
                        }),
                planted(
                        "refuses-crowd",
                        "A push is refused while several others are under way.",
                        List.of("many-writers"),
                        Crowded::new),
                planted(
                        "loses-tombstone",
                        "A pull from a cursor does not tell what was deleted.",
                        List.of("delete-told"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            List<Entry> behind(long at) {
                                return super.behind(at).stream()
                                        .filter(each -> !each.write().kind().equals(Mutation.DELETE))
                                        .toList();
                            }
                        }),
                planted(
                        "ignores-deletes",
                        "A deletion is answered as taken, and not done.",
                        List.of("delete-told", "delete-stays"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            long store(Mutation write, String device) {
                                return write.kind().equals(Mutation.DELETE) ? last : super.store(write, device);
                            }
                        }),
                planted(
                        "lists-deleted",
                        "A listing shows what was deleted as living.",
                        List.of("delete-stays"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Incoming told(Entry entry) {
                                Change change = super.told(entry).change();
                                boolean gone = change.tombstone() && entry.position() < 4;
                                return gone ? super.told(alive(entry)) : super.told(entry);
                            }

                            private Entry alive(Entry entry) {
                                Mutation put = Mutation.of("item", entry.write().key(), "put", "{\"text\":\"1\"}");
                                return new Entry(entry.position(), put, entry.device());
                            }

                            @Override
                            List<Entry> alive(long at) {
                                return behind(at);
                            }
                        }),
                planted(
                        "loses-revived",
                        "What was deleted and is written anew is answered as taken, and not stored.",
                        List.of("revive"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            long store(Mutation write, String device) {
                                Entry before = of(write.key());
                                boolean gone =
                                        before != null && before.write().kind().equals(Mutation.DELETE);
                                return gone ? last : super.store(write, device);
                            }
                        }));
    }

    private static OwnBook keeping(UnaryOperator<String> alter) {
        return new OwnBook(Order.KEYS) {
            @Override
            Mutation kept(Mutation write) {
                return with(write, write.key(), alter.apply(write.payload()));
            }
        };
    }

    private static TransportException failed(Kind kind, String words) {
        return OwnBook.failed(kind, Delivery.ANSWERED, words);
    }

    /** A sequence that refuses a batch so. */
    private static OwnBook sequence(TransportException refusal, boolean storesFirst) {
        return new OwnBook(Order.SEQUENCE) {
            @Override
            Answer refusedWhole(Ask.Push push, String device) {
                if (storesFirst && !isBad(push.mutations().get(0))) {
                    store(push.mutations().get(0), device);
                }
                throw refusal;
            }
        };
    }

    private static final class DropsLast extends OwnBook {
        private int left;

        DropsLast() {
            super(Order.ARRIVAL);
        }

        @Override
        synchronized Answer push(Ask.Push push, String device) {
            left = push.mutations().size() > 1 ? push.mutations().size() - 1 : 1;
            return super.push(push, device);
        }

        @Override
        long store(Mutation write, String device) {
            return left-- > 0 ? super.store(write, device) : last;
        }
    }

    private static final class SwapsTwo extends OwnBook {
        SwapsTwo() {
            super(Order.ARRIVAL);
        }

        @Override
        synchronized Answer push(Ask.Push push, String device) {
            List<Mutation> swapped = new ArrayList<>(push.mutations());
            if (swapped.size() > 1) {
                swapped.add(0, swapped.remove(1));
            }
            return super.push(new Ask.Push(push.key(), push.cursor(), push.frozenAt(), swapped), device);
        }
    }

    private static final class FirstOfKey extends OwnBook {
        private long begun;

        FirstOfKey() {
            super(Order.KEYS);
        }

        @Override
        synchronized Answer push(Ask.Push push, String device) {
            begun = last;
            return super.push(push, device);
        }

        @Override
        long store(Mutation write, String device) {
            Entry before = of(write.key());
            return before != null && before.position() > begun ? last : super.store(write, device);
        }
    }

    private static final class Leaking extends OwnBook {
        private final List<OwnBook> all;

        private Leaking(List<OwnBook> all) {
            super(Order.ARRIVAL);
            this.all = all;
            all.add(this);
        }

        /** Books that know each other. */
        static Supplier<OwnBook> books() {
            List<OwnBook> all = new CopyOnWriteArrayList<>();
            return () -> new Leaking(all);
        }

        @Override
        Page pull(Cursor from, ChangeSink sink) {
            for (OwnBook other : all) {
                if (from.isStart() && entries.isEmpty() && !other.entries.isEmpty()) {
                    sink.accept(other.behind(0).stream().map(this::told).toList(), null);
                    return new Page(cursor(0), false);
                }
            }
            return super.pull(from, sink);
        }
    }

    private static final class Crowded extends OwnBook {
        private final Overlap overlap = new Overlap();
        private final AtomicInteger under = new AtomicInteger();

        Crowded() {
            super(Order.ARRIVAL);
        }

        @Override
        Answer pushed(Ask.Push push, String device) {
            overlap.begin();
            try {
                if (under.incrementAndGet() > 4) {
                    throw failed(Kind.SERVER, Delivery.ANSWERED, "answered 500: too many connections");
                }
                overlap.awaitOthers();
                return super.pushed(push, device);
            } finally {
                under.decrementAndGet();
                overlap.end();
            }
        }
    }

    // ---- what is pulled

    private static List<Planted<Supplier<OwnBook>>> pulls() {
        return List.of(
                planted(
                        "ends-early",
                        "The first page of a long log says that there is no more.",
                        List.of("pages-end", "slice-cursors", "full-batch", "many-writers", "pull-under-load"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Page page(Page page) {
                                return new Page(page.cursor(), false, page.listed());
                            }
                        }),
                planted(
                        "never-ends",
                        "Every page says that there is more.",
                        List.of("pages-end"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Page page(Page page) {
                                return new Page(page.cursor(), page.more() || last > 140, page.listed());
                            }
                        }),
                planted(
                        "repeats-one",
                        "Each page behind the first begins with the last change of the one before.",
                        List.of(
                                "pages-end",
                                "slice-cursors",
                                "cursor-goes-on",
                                "full-batch",
                                "many-writers",
                                "pull-under-load"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            List<Entry> behind(long at) {
                                return super.behind(Math.max(0, at - 1));
                            }
                        }),
                planted(
                        "skips-one",
                        "The cursor of a full page stands one change too far.",
                        List.of("pages-end", "slice-cursors", "full-batch", "many-writers", "pull-under-load"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Page page(Page page) {
                                return page.more() ? new Page(cursor(number(page.cursor()) + 1), true, false) : page;
                            }
                        }),
                planted(
                        "slice-ahead",
                        "A slice names the end of its page as the cursor behind it.",
                        List.of("slice-cursors"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Cursor after(List<Entry> slice, List<Entry> page, boolean listing) {
                                return cursor(page.get(page.size() - 1).position());
                            }
                        }),
                planted(
                        "late-commit",
                        "A place is given away before the write is there; later ones may be shown before it.",
                        List.of("pull-under-load"),
                        () -> new LateCommit(Order.ARRIVAL)),
                planted(
                        "late-rows",
                        "The same, where keys are kept.",
                        List.of("pull-under-load"),
                        () -> new LateCommit(Order.KEYS)),
                planted(
                        "says-listed",
                        "A listing that lacks a row says that it is whole.",
                        List.of("listing-whole", "pages-end", "slice-cursors", "pull-under-load"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            List<Entry> alive(long at) {
                                List<Entry> all = new ArrayList<>(super.alive(at));
                                all.removeIf(each -> each.position() == 105 && last > 110);
                                return all;
                            }
                        }),
                planted(
                        "lists-part",
                        "It is claimed that each pull lists all, and a pull brings what is new.",
                        List.of("lists-all", "listing-whole"),
                        ListsPart::new),
                planted(
                        "old-state",
                        "What is told again has the text that it had first.",
                        List.of("later-write", "last-of-key", "revive", "conflict-told", "replay-later"),
                        OldState::new));
    }

    private static final class LateCommit extends OwnBook {
        private final Overlap overlap = new Overlap();

        LateCommit(Order order) {
            super(order);
        }

        @Override
        synchronized Answer pulled(Cursor from, ChangeSink sink) {
            Answer answer = super.pulled(from, sink);
            overlap.read();
            return answer;
        }

        @Override
        Answer pushed(Ask.Push push, String device) {
            boolean late = overlap.begin() % 4 == 0;
            try {
                return late && known(push).isEmpty() ? late(push, device) : super.pushed(push, device);
            } finally {
                overlap.end();
            }
        }

        private synchronized List<Mutation> known(Ask.Push push) {
            return push.mutations().stream()
                    .filter(each -> known.containsKey(each.id()) || isBad(each) || of(each.key()) != null)
                    .toList();
        }

        private Answer late(Ask.Push push, String device) {
            long place;
            synchronized (this) {
                place = last;
                last += push.mutations().size();
            }
            overlap.awaitOthers();
            List<Outcome> outcomes = new ArrayList<>();
            synchronized (this) {
                for (Mutation each : push.mutations()) {
                    store(each, device, ++place);
                    if (order == Order.KEYS) {
                        outcomes.add(new Outcome.Accepted(each.id(), place));
                    }
                }
            }
            return settled(outcomes, new Page(push.cursor(), false));
        }
    }

    private static final class ListsPart extends OwnBook {
        ListsPart() {
            super(Order.KEYS);
        }

        @Override
        Capabilities claims(String user, String device) {
            return Capabilities.keys("own-keys", super.claims(user, device).identity())
                    .resendSafe()
                    .recognisesOwn()
                    .listsAll()
                    .build();
        }

        @Override
        Page page(Page page) {
            return new Page(page.cursor(), page.more(), !page.more());
        }
    }

    private static final class OldState extends OwnBook {
        OldState() {
            super(Order.KEYS);
        }

        @Override
        long store(Mutation write, String device) {
            Entry before = of(write.key());
            boolean kept = before != null && !write.kind().equals(Mutation.DELETE);
            String text = kept ? before.write().payload() : write.payload();
            return store(with(write, write.key(), text), device, ++last);
        }
    }

    // ---- what comes again

    private static List<Planted<Supplier<OwnBook>>> again() {
        return List.of(
                planted(
                        "stores-twice",
                        "A batch that comes again is stored again.",
                        List.of("replay", "replay-race", "lost-answer", "honest-delivery"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Outcome again(Ask.Push push, Mutation write, long before, String device) {
                                return new Outcome.Accepted(write.id(), store(write, device));
                            }
                        }),
                planted(
                        "refuses-replay",
                        "A batch that comes again is refused.",
                        List.of("replay"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Outcome again(Ask.Push push, Mutation write, long before, String device) {
                                return new Outcome.Rejected(write.id(), "it is known");
                            }
                        }),
                planted(
                        "replay-diverges",
                        "A batch that comes again is refused as one from an old cursor.",
                        List.of("replay"),
                        () -> new OwnBook(Order.SEQUENCE) {
                            @Override
                            synchronized Answer push(Ask.Push push, String device) {
                                return isStale(push)
                                        ? new Answer.Diverged(new Page(push.cursor(), true), "the log ends at " + last)
                                        : super.push(push, device);
                            }
                        }),
                planted(
                        "replay-wins",
                        "A batch that comes again overwrites what another device wrote since.",
                        List.of("replay-later"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Outcome again(Ask.Push push, Mutation write, long before, String device) {
                                return new Outcome.Accepted(write.id(), store(write, device));
                            }
                        }),
                planted(
                        "checks-then-acts",
                        "Of the same batch at the same time, more than one is stored.",
                        List.of("replay-race"),
                        ChecksThenActs::new),
                planted(
                        "loses-echo",
                        "What is own comes back without its id.",
                        List.of("own-known", "lost-answer"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Incoming told(Entry entry) {
                                return new Incoming(super.told(entry).change(), "");
                            }
                        }),
                planted(
                        "other-echo",
                        "A row comes back with an id that the server made.",
                        List.of("own-known", "lost-answer"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Incoming told(Entry entry) {
                                return new Incoming(super.told(entry).change(), "row " + entry.position());
                            }
                        }),
                planted(
                        "says-unsent",
                        "The transport says of a request that has left that it was not sent.",
                        List.of("honest-delivery"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, String device) {
                                try {
                                    return super.exchange(ask, sink, cancellation, device);
                                } catch (TransportException e) {
                                    throw failed(e.kind(), Delivery.NOT_SENT, "cancelled before it was sent");
                                }
                            }
                        }),
                planted(
                        "sends-cancelled",
                        "The transport sends what was cancelled before it began, and says that it did not.",
                        List.of("honest-delivery"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, String device) {
                                if (!cancellation.maySend() && ask instanceof Ask.Push push) {
                                    pushed(push, device);
                                }
                                return super.exchange(ask, sink, cancellation, device);
                            }
                        }),
                planted(
                        "shows-own",
                        "A log that claims not to know what is own shows it all the same.",
                        List.of("own-left-out"),
                        () -> new OwnBook(Order.ARRIVAL) {
                            @Override
                            Capabilities claims(String user, String device) {
                                return Capabilities.arrival(
                                                "own-log",
                                                super.claims(user, device).identity())
                                        .resendSafe()
                                        .build();
                            }

                            @Override
                            synchronized Answer push(Ask.Push push, String device) {
                                super.push(push, device);
                                List<Outcome> all = new ArrayList<>();
                                push.mutations().forEach(each -> all.add(outcome(each)));
                                return settled(all, new Page(push.cursor(), false));
                            }

                            private Outcome outcome(Mutation each) {
                                return isBad(each)
                                        ? new Outcome.Rejected(each.id(), "it is bad")
                                        : new Outcome.Accepted(each.id(), known.get(each.id()));
                            }
                        }));
    }

    private static final class ChecksThenActs extends OwnBook {
        private final Overlap overlap = new Overlap();

        ChecksThenActs() {
            super(Order.ARRIVAL);
        }

        @Override
        Answer pushed(Ask.Push push, String device) {
            overlap.begin();
            boolean fresh;
            synchronized (this) {
                fresh = push.mutations().stream().noneMatch(each -> known.containsKey(each.id()) || isBad(each));
            }
            try {
                overlap.awaitOthers();
                if (!fresh) {
                    return super.pushed(push, device);
                }
                synchronized (this) {
                    push.mutations().forEach(each -> store(each, device));
                }
                return settled(List.of(), new Page(push.cursor(), false));
            } finally {
                overlap.end();
            }
        }
    }

    // ---- what is claimed beyond

    private static List<Planted<Supplier<OwnBook>>> claims() {
        return List.of(
                planted(
                        "conflict-taken",
                        "A conflict is answered as taken, and not stored.",
                        List.of("conflict-told"),
                        () -> conflicts((book, write) -> new Outcome.Accepted(write.id(), 0), false)),
                planted(
                        "conflict-stored",
                        "A conflict is told, and the write is stored all the same.",
                        List.of("conflict-told"),
                        () -> conflicts((book, write) -> new Outcome.Conflict(write.id(), "too late"), true)),
                planted(
                        "overwrites",
                        "A write takes the place of one that its device has not seen.",
                        List.of("conflict-told"),
                        () -> conflicts((book, write) -> new Outcome.Accepted(write.id(), 0), true)),
                planted(
                        "conflicts-always",
                        "Every write of a key that another device has written is told as a conflict.",
                        List.of("later-write", "conflict-told", "replay-later"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Outcome taken(Ask.Push push, Mutation write, String device) {
                                Entry there = of(write.key());
                                return there == null || there.device().equals(device)
                                        ? super.taken(push, write, device)
                                        : conflict(write, device);
                            }
                        }),
                planted(
                        "two-winners",
                        "A push from an old cursor is stored at the end of the log.",
                        List.of("one-winner", "stale-refused"),
                        () -> new OwnBook(Order.SEQUENCE) {
                            @Override
                            boolean isStale(Ask.Push push) {
                                return false;
                            }
                        }),
                planted(
                        "stores-diverged",
                        "A push from an old cursor is refused, and stored all the same.",
                        List.of("one-winner", "stale-refused", "pull-under-load"),
                        () -> new OwnBook(Order.SEQUENCE) {
                            @Override
                            synchronized Answer push(Ask.Push push, String device) {
                                Answer answer = super.push(push, device);
                                if (answer instanceof Answer.Diverged
                                        && !known.containsKey(
                                                push.mutations().get(0).id())) {
                                    store(push.mutations().get(0), device);
                                }
                                return answer;
                            }
                        }),
                planted(
                        "agrees-always",
                        "A check agrees with any cursor.",
                        List.of("check-agrees"),
                        () -> new OwnBook(Order.SEQUENCE) {
                            @Override
                            synchronized Answer check(long at) {
                                return settled(List.of(), new Page(cursor(at), false));
                            }
                        }),
                planted(
                        "counts-more",
                        "The server counts a row that nobody has written.",
                        List.of("vouch-agrees"),
                        () -> vouching(new Vouch(1, true, true))),
                planted(
                        "says-unused",
                        "The server says that an account with rows was never used.",
                        List.of("vouch-agrees"),
                        () -> vouching(new Vouch(0, false, true))),
                planted(
                        "stamps-itself",
                        "A change has the time of the server as its stamp.",
                        List.of("stamp-told"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Incoming told(Entry entry) {
                                Incoming good = super.told(entry);
                                return new Incoming(
                                        good.change(),
                                        good.echo(),
                                        entry.write().createdAt().plusMillis(1));
                            }
                        }),
                planted(
                        "names-wrong-device",
                        "A change names the device that reads it.",
                        List.of("origin-told"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Incoming told(Entry entry) {
                                return super.told(new Entry(entry.position(), entry.write(), "nobody"));
                            }
                        }),
                planted(
                        "wakes-nobody",
                        "The channel opens, and tells nothing.",
                        List.of("channel-wakes"),
                        () -> new OwnBook(Order.KEYS) {
                            @Override
                            Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, String device) {
                                ears.clear();
                                return super.exchange(ask, sink, cancellation, device);
                            }
                        }));
    }

    /** What becomes of a conflict. */
    private interface Blind {
        Outcome outcome(OwnBook book, Mutation write);
    }

    private static OwnBook conflicts(Blind blind, boolean stores) {
        return new OwnBook(Order.KEYS) {
            @Override
            Outcome conflict(Mutation write, String device) {
                if (stores) {
                    store(write, device);
                }
                return blind.outcome(this, write);
            }
        };
    }

    private static OwnBook vouching(Vouch vouch) {
        return new OwnBook(Order.KEYS) {
            @Override
            synchronized Answer check(long at) {
                return settled(List.of(), new Page(cursor(at), false).vouching(vouch));
            }
        };
    }
}
