package dev.mooring.sync.okhttp.rowsync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Builds a {@link RowSyncDialect}. Not thread-safe. */
public final class RowSyncDialectBuilder {
    private static final int MOST_ROWS = 500;
    private static final int MOST_PAGES = 32;

    final String user;
    final List<RowTable> tables = new ArrayList<>();
    Duration overlap = Duration.ofSeconds(60);
    Duration lateness = Duration.ofMinutes(10);
    Duration lookBackEvery = Duration.ofMinutes(5);
    int lookBackPercent = 20;
    Duration listEvery = Duration.ofHours(24);
    int pageSize = MOST_ROWS;
    int tablePages = MOST_PAGES;
    int maxBatchCount = 100;
    long maxBatchBytes = 1 << 20;
    int schemaVersion = 1;
    boolean gzip = true;

    RowSyncDialectBuilder(String userId) {
        if (userId.isEmpty()) {
            throw new IllegalArgumentException("the user id is empty; it is the subject of the token");
        }
        this.user = userId;
    }

    /**
     * A table that the app syncs. All devices should name their tables in the same order, which is the order inside a batch as
     * far as parents allow: pushes that touch tables in opposite orders deadlock at the server.
     *
     * <p>A client whose set of tables has changed begins with a full pull of all of them.
     *
     * @param table what is to be known of it
     * @return this
     */
    public RowSyncDialectBuilder table(RowTable table) {
        tables.add(Objects.requireNonNull(table, "table"));
        return this;
    }

    /**
     * How far the watermark of a pull stays behind the server's clock; 60 s by default. It should be longer than the longest
     * transaction of the server and than the way of a push: rows that arrive later with an older stamp are found by a {@linkplain
     * #lookBack look-back}, or by the next full pull only.
     *
     * @param time not negative; zero for none
     * @return this
     */
    public RowSyncDialectBuilder overlap(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the overlap must not be negative, got " + time);
        }
        this.overlap = time;
        return this;
    }

    /**
     * How late a commit may be and still be found without a full pull, and how often pulls look back for such commits; up to 10
     * minutes late, every 5 minutes by default. It makes no requests of its own: the first pull after that time, by the server's
     * clock, asks from the last look-back less the lateness. So rows that have changed in these minutes come once more, which is
     * no news to the app; an idle client pays nothing.
     *
     * <p>A late commit is found within {@code every} and the time of two pulls, unless a look-back is {@linkplain
     * #lookBackPercent put off}: with the defaults and pulls at most 5 minutes apart, within 15 minutes.
     *
     * @param lateness up to an hour; zero for no look-backs
     * @param every positive
     * @return this
     * @throws IllegalArgumentException if one is out of bounds
     */
    public RowSyncDialectBuilder lookBack(Duration lateness, Duration every) {
        if (lateness.isNegative() || lateness.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("the lateness must be between zero and one hour, got " + lateness);
        }
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("the time between two look-backs must be positive, got " + every);
        }
        this.lateness = lateness;
        this.lookBackEvery = every;
        return this;
    }

    /**
     * How much of the bytes of pulls {@linkplain #lookBack look-backs} may add over time, in percent; 20 by default. While they
     * have added more, the next one is put off, but not for longer than keeps the share where changes come evenly (80 minutes by
     * default); commits that are late meanwhile may be missed until the next full pull. What an account with many changes a
     * minute needs is either more percent or patience.
     *
     * @param percent 1 to 100; 100 puts none off, whatever they cost
     * @return this
     * @throws IllegalArgumentException if it is out of bounds
     */
    public RowSyncDialectBuilder lookBackPercent(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("the percentage of look-backs must be 1 to 100, got " + percent);
        }
        this.lookBackPercent = percent;
        return this;
    }

    /**
     * How often everything is pulled again, since this server hides many deletes and some edits from the other devices; every 24
     * hours by default.
     *
     * @param interval positive
     * @return this
     */
    public RowSyncDialectBuilder listEvery(Duration interval) {
        this.listEvery = interval;
        return this;
    }

    /**
     * How large the pages of a full pull are: 500 rows and 32 pages an answer by default, which is the server's most. A full
     * pull that fits into one answer needs one pass, any other at least two.
     *
     * @param rows of one table in one page, 1 to 500
     * @param pages in one answer, 1 to 32
     * @return this
     */
    public RowSyncDialectBuilder pages(int rows, int pages) {
        if (rows < 1 || rows > MOST_ROWS || pages < 1 || pages > MOST_PAGES) {
            throw new IllegalArgumentException(
                    "the server takes 1 to 500 rows a page and 1 to 32 pages, got " + rows + " and " + pages);
        }
        this.pageSize = rows;
        this.tablePages = pages;
        return this;
    }

    /**
     * How many mutations go into one batch; 100 by default. The server applies them one by one, about 10 ms each, and goes on
     * after a client has given up.
     *
     * @param count positive
     * @return this
     */
    public RowSyncDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * How much goes into one batch; 1 MiB by default. A single larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public RowSyncDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * The number that goes with each request; 1 by default. The server does not look at it.
     *
     * @param version any
     * @return this
     */
    public RowSyncDialectBuilder schemaVersion(int version) {
        this.schemaVersion = version;
        return this;
    }

    /**
     * Whether the server may compress its answers; true by default.
     *
     * @param accept false to ask for plain answers
     * @return this
     */
    public RowSyncDialectBuilder gzip(boolean accept) {
        this.gzip = accept;
        return this;
    }

    /**
     * Builds the dialect.
     *
     * @return the dialect
     * @throws IllegalArgumentException if there is no table, one is there twice, or parents are unknown or go in a circle
     */
    public RowSyncDialect build() {
        return new RowSyncDialect(this, new RowTables(tables));
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }
}
