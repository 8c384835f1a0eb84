package dev.mooring.sync.okhttp;

import java.io.IOException;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The refreshing of one source of credentials, whoever uses it: one at a time, and whoever asks for the same while it runs takes what
 * comes of it, the failure included. So a refused credential is refreshed once however many exchanges it was refused in at once.
 */
final class Refresh {
    private static final Map<Credentials, Refresh> ALL = new WeakHashMap<>();

    private final Object turn = new Object();
    private volatile long ended;
    private @Nullable String refusedLast;
    private @Nullable Outcome last;

    private record Outcome(
            @Nullable String value,
            @Nullable IOException later,
            @Nullable Throwable never) {
        @Nullable
        String get() throws IOException {
            if (later != null) {
                throw later;
            }
            if (never != null) {
                throw Outcome.<RuntimeException>same(never);
            }
            return value;
        }

        /** Whatever it is, declared or not. */
        @SuppressWarnings("unchecked")
        private static <X extends Throwable> X same(Throwable never) throws X {
            throw (X) never;
        }
    }

    static Refresh of(Credentials source) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(source, none -> new Refresh());
        }
    }

    /** A credential in place of a refused one: another that has come meanwhile, or a new one; null if there is none. */
    @Nullable
    String instead(Credentials source, String refused) throws IOException {
        long before = ended;
        synchronized (turn) {
            Outcome shared = last;
            if (ended != before && shared != null && refused.equals(refusedLast)) {
                return shared.get();
            }
            String now = source.current();
            if (now == null || !now.equals(refused)) {
                return now;
            }
            Outcome outcome = refresh(source, refused);
            last = outcome;
            refusedLast = refused;
            ended++;
            return outcome.get();
        }
    }

    private static Outcome refresh(Credentials source, String refused) {
        try {
            return new Outcome(source.refresh(refused), null, null);
        } catch (IOException e) {
            return new Outcome(null, e, null);
        } catch (Throwable e) {
            return new Outcome(null, null, e);
        }
    }
}
