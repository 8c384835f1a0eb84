package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps cells, in the words of the SPI alone: a heap of whatever came, as every client merges for itself. It shows a site
 * everything but its own, and remembers how far it has each site.
 */
final class CellServer {
    private static final Pattern CURSOR = Pattern.compile("1:([0-9a-f]{32}):(\\d+):(\\d+)");
    private static final Pattern PART = Pattern.compile("\\[\"([^\"]+)\",((?:\"[^\"]*\")|[^,\\[]+),(\\d+),(\\d+)]");
    private static final Pattern CLOCK = Pattern.compile("\\{\"cl\":(\\d+),\"dv\":(\\d+)");

    /** A cell, and who sent it. */
    record Stored(long version, String site, Incoming cell) {}

    final List<Stored> cells = new ArrayList<>();
    final Map<String, Long> held = new LinkedHashMap<>();
    final List<Ask.Push> pushes = new ArrayList<>();
    final List<String> pulls = new ArrayList<>();
    String identity = "bfee623d0c3e4ee4b03a2e60ee06083e";
    String user = "u";
    private long version;

    /** What becomes of a mutation; null for what the server does by itself. */
    Function<Mutation, @Nullable Outcome> judge = mutation -> null;

    /** Breaks a push after the server has done it. */
    @Nullable
    RuntimeException lost;

    /** Refuses a push. */
    Function<Ask.Push, @Nullable RuntimeException> refuse = push -> null;

    /** What another site writes, as one version of the server. */
    void tell(String site, String key, String... parts) {
        version++;
        for (int i = 0; i < parts.length; i++) {
            Matcher clock = Pattern.compile("(\\S+) (\\S+) (\\d+) (\\d+)").matcher(parts[i]);
            if (!clock.matches()) {
                throw new IllegalArgumentException(parts[i]);
            }
            long cl = Long.parseLong(clock.group(4));
            add(site, key, clock.group(1), clock.group(2), Long.parseLong(clock.group(3)), cl, i);
        }
    }

    private void add(String site, String key, String column, String value, long cv, long cl, int seq) {
        boolean gone = column.equals("-1") && cl % 2 == 0;
        String payload = "{\"c\":\"" + column + "\",\"v\":" + value + ",\"cv\":" + cv + ",\"dv\":" + version
                + ",\"cl\":" + cl + ",\"q\":" + seq + "}";
        String kind = gone ? Mutation.DELETE : "cell";
        Change change = new Change(Change.NO_POSITION, "cells", key, kind, payload, gone, 0, "", identity);
        cells.add(new Stored(version, site, new Incoming(change, "")));
    }

    /** A copy as a backup has it. */
    CellServer copy() {
        CellServer copy = new CellServer();
        copy.cells.addAll(cells);
        copy.held.putAll(held);
        copy.version = version;
        return copy;
    }

    /** Another history under the same name. */
    void restore(CellServer from) {
        cells.clear();
        cells.addAll(from.cells);
        held.clear();
        held.putAll(from.held);
        version = from.version;
    }

    Transport transport() {
        return new Link();
    }

    private final class Link implements Transport {
        private String site = "";

        @Override
        public Capabilities capabilities() {
            return Capabilities.clocks("cells", new ServerIdentity("here", user))
                    .batchesOf(10, 1 << 20)
                    .build();
        }

        @Override
        public void named(byte[] id) {
            site = HexFormat.of().formatHex(id);
        }

        @Override
        public String group(Mutation mutation) {
            Matcher clock = CLOCK.matcher(mutation.payload());
            return clock.lookingAt() ? clock.group(2) : "";
        }

        @Override
        public int measure(Mutation mutation) {
            if (mutation.payload().contains("unsendable")) {
                throw new IllegalArgumentException("it can never be sent");
            }
            return mutation.payload().length();
        }

        @Override
        public String echo(Mutation mutation) {
            return "";
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            Matcher at = CURSOR.matcher(ask.cursor().token());
            boolean same = at.matches() && at.group(1).equals(site);
            if (same && Long.parseLong(at.group(3)) > held.getOrDefault(site, 0L)) {
                return new Answer.Incompatible(Mismatch.KNOWS_LESS, "it has less of this site than before");
            }
            return ask instanceof Ask.Push push ? push(push) : pull(ask.cursor(), sink);
        }

        private Answer push(Ask.Push push) {
            pushes.add(push);
            RuntimeException refusal = refuse.apply(push);
            if (refusal != null) {
                throw refusal;
            }
            List<Outcome> outcomes = new ArrayList<>();
            version++;
            for (Mutation mutation : push.mutations()) {
                Outcome outcome = judge.apply(mutation);
                outcomes.add(outcome == null ? new Outcome.Accepted(mutation.id(), Change.NO_POSITION) : outcome);
                if (outcome == null) {
                    take(mutation);
                }
            }
            if (lost != null) {
                RuntimeException failure = lost;
                lost = null;
                throw failure;
            }
            return new Answer.Settled(outcomes, page(push.cursor(), at(push.cursor())), null);
        }

        private void take(Mutation mutation) {
            Matcher clock = CLOCK.matcher(mutation.payload());
            Matcher part = PART.matcher(mutation.payload());
            if (!clock.lookingAt()) {
                throw new IllegalArgumentException(mutation.payload());
            }
            while (part.find()) {
                long cl = Long.parseLong(clock.group(1));
                long cv = Long.parseLong(part.group(3));
                add(site, mutation.key(), part.group(1), part.group(2), cv, cl, Integer.parseInt(part.group(4)));
            }
            held.merge(site, Long.parseLong(clock.group(2)), Math::max);
        }

        private Answer pull(Cursor from, ChangeSink sink) {
            pulls.add(from.token());
            List<Incoming> slice = new ArrayList<>();
            for (Stored each : cells) {
                if (each.version() > at(from) && !each.site().equals(site)) {
                    slice.add(each.cell());
                }
            }
            Page page = page(from, version);
            sink.accept(slice, page.cursor());
            return new Answer.Settled(List.of(), page, null);
        }

        private long at(Cursor cursor) {
            Matcher at = CURSOR.matcher(cursor.token());
            return at.matches() ? Long.parseLong(at.group(2)) : 0;
        }

        private Page page(Cursor from, long to) {
            long acked = held.getOrDefault(site, 0L);
            Page page = new Page(new Cursor("1:" + site + ":" + Math.max(to, at(from)) + ":" + acked), false);
            return page.of(identity).holding(acked);
        }

        @Override
        public void close() {}
    }
}
