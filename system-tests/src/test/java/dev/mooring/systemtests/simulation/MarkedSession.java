package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.testing.simulation.Violation;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A session of entity-sync whose marks are held against the server: none is beyond what the server has written, nor in its future. */
final class MarkedSession extends ForwardingSession {
    private static final Pattern MARK = Pattern.compile("~([lm])(\\d+)");

    private final Supplier<Instant> now;
    private final LongSupplier highest;

    MarkedSession(LiveDialect.Session inner, Supplier<Instant> now, LongSupplier highest) {
        super(inner);
        this.now = now;
        this.highest = highest;
    }

    @Override
    public LiveDialect.Heard heard(Cursor from) {
        LiveDialect.Heard heard = super.heard(from);
        Matcher marks = MARK.matcher(heard.page().cursor().token());
        while (marks.find()) {
            long mark = Long.parseLong(marks.group(2));
            long most =
                    marks.group(1).equals("l") ? highest.getAsLong() : now.get().toEpochMilli();
            if (mark > most) {
                throw new Violation("I6 (the mark of the channel is beyond the server): " + mark + " of " + most);
            }
        }
        return heard;
    }
}
