package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.okhttp.rowsync.RowCursor.Paging;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decodes the 200 of a pull. Rows go out in slices while the body is read; only its end says where the next pull goes on, so
 * no slice moves the cursor, and rows that come again after a body that was cut short are no news.
 */
final class RowPullDecoder {
    /** What the server's database functions return at most, without a word about the rest (§1.5). */
    static final int CUT = 1000;

    /** So often a full pull of several requests is repeated until two passes show the same keys. */
    private static final int MAX_PASSES = 5;

    /** It names what the user has selected, and grows with it. */
    private static final int MOST_CURSOR_CHARS = 64 << 10;

    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("changes", "syncedAt", "nextCursor", "syncStartedAt", "error");

    private final RowCursor from;
    private final RowTables tables;
    private final Duration overlap;
    private final LookBack lookBack;
    private final SliceBuffer slices;
    private final Census census;
    private final Census before;
    private final boolean skims;
    private final Map<String, Integer> rows = new LinkedHashMap<>();
    private long usualBytes;
    private long extraBytes;
    private String syncedAt = "";
    private String nextCursor = "";
    private String syncStartedAt = "";

    private RowPullDecoder(RowCursor from, RowTables tables, Duration overlap, LookBack lookBack, ChangeSink sink) {
        this.from = from;
        this.tables = tables;
        this.overlap = overlap;
        this.lookBack = lookBack;
        this.slices = new SliceBuffer(sink, () -> null);
        Paging paging = from.paging();
        census = new Census(paging == null ? "" : paging.census());
        before = new Census(paging == null ? "" : paging.before());
        skims = before.isComparable();
    }

    static Answer decode(
            String attempted,
            RowCursor from,
            RowTables tables,
            Duration overlap,
            LookBack lookBack,
            WireResponse response,
            ChangeSink sink)
            throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        RowPullDecoder answer = new RowPullDecoder(from, tables, overlap, lookBack, guard);
        guard.run(() -> Garbage.typed(attempted, () -> {
            answer.read(JsonReader.of(response.body()), response);
            return answer;
        }));
        return new Answer.Settled(Collections.emptyList(), Garbage.typed(attempted, answer::page), null);
    }

    // ---- the body

    private void read(JsonReader json, WireResponse response) throws IOException {
        ByName members = new ByName(json, FIELDS, response.body());
        for (int field = members.next(); field >= 0; field = members.next()) {
            if (field > 1 && json.peek() == Token.NULL) {
                json.skipValue();
                continue;
            }
            switch (field) {
                case 0 -> changes(json, response);
                case 1 -> syncedAt = clock(json);
                case 2 -> nextCursor = Exactly.token(json, MOST_CURSOR_CHARS);
                case 3 -> syncStartedAt = clock(json);
                default -> throw new JsonDataException("status 200, but an error: " + Exactly.text(json));
            }
        }
        Garbage.requireEnd(json);
        if ((members.seen() & 0b11) != 0b11) {
            throw new JsonDataException("changes or syncedAt is missing");
        }
        slices.flush();
    }

    /** It is sent back one day, and the server would take any text for a time and find nothing behind it (§1.5). */
    private static String clock(JsonReader json) throws IOException {
        String text = Exactly.text(json);
        if (!RowStamps.isClock(text)) {
            throw new JsonDataException("not a time of the server's clock at " + json.getPath());
        }
        return text;
    }

    private void changes(JsonReader json, WireResponse response) throws IOException {
        RowReader reader = new RowReader(json, response.body(), tables, response.maxValueBytes(), census);
        json.beginArray();
        while (json.hasNext()) {
            if (skims && !rows.isEmpty()) {
                reader.skim(); // One row shows that the server shows rows.
                continue;
            }
            Incoming incoming = reader.next();
            if (incoming != null) {
                add(incoming);
            }
            if (reader.isNameless()) {
                census.addNameless();
            }
        }
        json.endArray();
    }

    private void add(Incoming incoming) {
        String table = incoming.change().collection();
        rows.put(table, rows.getOrDefault(table, 0) + 1);
        if (from.paging() != null) {
            census.add(table, incoming.change().key());
        } else if (lookBack.isExtra(from, incoming.change())) {
            extraBytes += LookBack.weight(incoming.change());
        } else {
            usualBytes += LookBack.weight(incoming.change());
        }
        slices.add(incoming);
    }

    // ---- where it leaves us

    private Page page() {
        if (!from.tables().equals(tables.mark())) {
            return new Page(Cursor.START, true);
        }
        Paging paging = from.paging();
        return paging == null ? incremental() : paged(paging);
    }

    private Page incremental() {
        List<String> cut = new ArrayList<>();
        for (Map.Entry<String, Integer> table : rows.entrySet()) {
            if (table.getValue() == CUT) {
                cut.add(table.getKey());
            }
        }
        RowCursor next = from.marked(Marks.add(from.marks(), syncedAt, overlap))
                .looked(lookBack.after(from, syncedAt, usualBytes, extraBytes))
                .after(cut);
        return new Page(next.token(), !cut.isEmpty(), from.mode() == RowCursor.LISTED && cut.isEmpty());
    }

    private Page paged(Paging paging) {
        if (syncStartedAt.isEmpty()) {
            throw new JsonDataException("syncStartedAt is missing in a page");
        }
        String began = paging.startedAt().isEmpty() ? syncStartedAt : paging.startedAt();
        boolean more = !nextCursor.isEmpty();
        census.endPage();
        if (skims && !census.skimmed(before, more)) {
            return new Page(from.at(paging.reading()).token(), true);
        }
        if (more) {
            if (nextCursor.equals(paging.next())) {
                throw new JsonDataException("the next page is this one again");
            }
            return new Page(
                    from.at(paging.nextPage(census.toString(), began, nextCursor))
                            .token(),
                    true);
        }
        boolean single = paging.isFirstPage();
        boolean agreed = single || skims || census.keys().equals(before.keys());
        if (!agreed && paging.pass() < MAX_PASSES) {
            RowCursor again = from.mode() == RowCursor.LISTING ? from.marked(begun(began)) : from;
            return new Page(again.at(paging.nextPass(census.toString())).token(), true);
        }
        boolean named = !(skims ? before : census).isNameless();
        return from.mode() == RowCursor.LISTING ? listed(began, agreed && named) : refilled();
    }

    private List<String> begun(String began) {
        return from.marks().isEmpty() ? Marks.begin(began, overlap) : Marks.add(from.marks(), began, overlap);
    }

    /**
     * One pull of what has changed since ends it: pages do not show rows that are stamped ahead of their beginning, as those of a
     * clock that is ahead of the server's are.
     */
    private Page listed(String began, boolean agreed) {
        RowCursor behind = from.marked(begun(began));
        return new Page((agreed ? behind.listed() : behind.after(Collections.emptyList())).token(), true);
    }

    private Page refilled() {
        List<String> left = from.refill().subList(1, from.refill().size());
        return new Page(from.after(left).token(), !left.isEmpty());
    }
}
