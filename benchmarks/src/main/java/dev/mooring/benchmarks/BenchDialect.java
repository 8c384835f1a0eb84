package dev.mooring.benchmarks;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.testing.http.StandInServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server family as the benchmarks need it: its stand-in, its dialect, and how bare OkHttp and Moshi read the same. */
interface BenchDialect {
    /** Every family, by the name that {@code -Dbench.dialect} takes. */
    List<BenchDialect> ALL = List.of(new EventLogBench(), new OpLogBench(), new RowSyncBench(), new EntitySyncBench());

    /** The one that the option names. */
    static BenchDialect chosen(String byDefault) {
        return of(System.getProperty("bench.dialect", byDefault));
    }

    static BenchDialect of(String name) {
        return ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect " + name + "; there are "
                        + ALL.stream().map(BenchDialect::name).toList()));
    }

    String name();

    /** A stand-in that does not listen yet, with so many changes that another writer made. */
    StandInServer<?> server(int changes);

    /** For a device that writes. */
    Dialect writer();

    /** For a device that reads what {@link #server} was filled with. */
    default Dialect follower() {
        return writer();
    }

    /** What the stand-in asks for. */
    default @Nullable Credentials credentials() {
        return null;
    }

    /** The i-th mutation; never of the same key twice. */
    Mutation mutation(int i);

    /** The cursor of a device that has pushed so many. */
    default Cursor behind(Cursor begun, int sent) {
        return begun;
    }

    /** How a loop written by hand pushes. */
    HandWire byHand();

    /** Reads all that there is as fast as bare OkHttp and Moshi can; returns how much that was. */
    int readAll(Bare bare, RowSink rows) throws Exception;
}
