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
     * Adds a table that the app syncs. All devices should add their tables in the same order. A batch has that order, with parents before
     * children. Pushes that touch tables in opposite orders can deadlock at the server.
     *
     * <p>When the set of tables has changed, the client begins with a full pull of all of them.
     *
     * @param table its name, key and references
     * @return this
     */
    public RowSyncDialectBuilder table(RowTable table) {
        tables.add(Objects.requireNonNull(table, "table"));
        return this;
    }

    /**
     * Sets how far the watermark of a pull stays behind the server's clock; 60 s by default. It should be longer than the server's longest
     * transaction and than a push takes. A row that is committed later than that, with an older stamp, is found only by a
     * {@linkplain #lookBack look-back} or by the next full pull.
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
     * Sets how late a commit may be and still be found without a full pull, and how often pulls look back for such commits; up to 10
     * minutes late, every 5 minutes by default. A look-back is no request of its own: the first pull after that time, by the server's
     * clock, starts at the last look-back less the lateness. So rows that have changed in these minutes come again, which is no news to the
     * app. An idle client pays nothing.
     *
     * <p>A late commit is found within {@code every} plus twice the time between two pulls, unless a look-back is
     * {@linkplain #lookBackPercent put off}. With the defaults, and pulls at most 5 minutes apart, that is 15 minutes.
     *
     * @param lateness up to one hour; zero for no look-backs
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
     * Sets how much of all pulled bytes {@linkplain #lookBack look-backs} may make up over time, in percent; 20 by default. While they make
     * up more, the next one is put off, for 80 minutes at most with the defaults. By then the share is kept, if changes come evenly. A late
     * commit may be missed meanwhile, until the next full pull. An account with many changes a minute needs a higher percentage, or finds
     * late commits later.
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
     * Sets how often everything is pulled again; every 24 hours by default. It is needed as this server hides many deletes and some edits
     * from other devices.
     *
     * @param interval positive
     * @return this
     */
    public RowSyncDialectBuilder listEvery(Duration interval) {
        this.listEvery = interval;
        return this;
    }

    /**
     * Sets how large the pages of a full pull are; 500 rows a page and 32 pages an answer by default, which is the most that the server
     * takes. A full pull that fits into one answer needs one pass. Any other needs at least two.
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
     * Sets how many mutations go into one batch at most; 100 by default. The server applies them one by one, in about 10 ms each, and goes
     * on even if the client has given up.
     *
     * @param count positive
     * @return this
     */
    public RowSyncDialectBuilder maxBatchCount(int count) {
        this.maxBatchCount = (int) positive("number of mutations in a batch", count);
        return this;
    }

    /**
     * Sets how many bytes go into one batch at most; 1 MiB by default. A larger mutation goes alone.
     *
     * @param bytes positive
     * @return this
     */
    public RowSyncDialectBuilder maxBatchBytes(long bytes) {
        this.maxBatchBytes = positive("size of a batch", bytes);
        return this;
    }

    /**
     * Sets the schema version that each request names; 1 by default. The server ignores it.
     *
     * @param version any
     * @return this
     */
    public RowSyncDialectBuilder schemaVersion(int version) {
        this.schemaVersion = version;
        return this;
    }

    /**
     * Sets whether the server may compress its answers; true by default.
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
