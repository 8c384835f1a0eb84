package dev.mooring.examples.shell;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialectBuilder;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialectBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The server families that the shell can talk to. A new one is one entry: its name, the options that it alone has, and how
 * it is built from them.
 */
final class Dialects {
    /** The kind of a value that was set. */
    static final String PUT = "put";

    private static final String ROW_SYNC = "row-sync";

    private static final Map<String, Family> ALL = Map.of(
            "entity-sync",
            new Family(Set.of("user"), Dialects::entitySync, Mapping::entities),
            "event-log",
            new Family(Set.of("user"), Dialects::eventLog, Mapping::changes),
            "op-log",
            new Family(Set.of("user", "client-id", "origin"), Dialects::opLog, Mapping::changes),
            ROW_SYNC,
            new Family(Set.of("user", "meta"), Dialects::rowSync, Mapping::rows));

    private Dialects() {}

    /**
     * @param options the names of those that this family alone has
     * @param make builds the dialect; an {@link IllegalArgumentException} is the fault of the command line
     * @param map tells how tables sync over it
     */
    private record Family(Set<String> options, Maker make, Mapper map) {}

    private interface Maker {
        Dialect from(Arguments args, String device, List<SqlTable> tables);
    }

    private interface Mapper {
        SyncedTables of(Arguments args, List<SqlTable> tables);
    }

    private static Dialect entitySync(Arguments args, String device, List<SqlTable> tables) {
        return EntitySyncDialect.builder(device.isEmpty() ? "shell" : device)
                .user(args.option("user", ""))
                .build();
    }

    private static Dialect eventLog(Arguments args, String device, List<SqlTable> tables) {
        return EventLogDialect.builder(args.required("user")).device(device).build();
    }

    private static Dialect opLog(Arguments args, String device, List<SqlTable> tables) {
        OpLogDialectBuilder builder = OpLogDialect.builder(
                        args.option("client-id", device.isEmpty() ? "shell" : device))
                .user(args.option("user", ""));
        if (tables.isEmpty()) {
            builder.kind(PUT); // As put records it here; the server keeps none.
        }
        String origin = args.option("origin");
        return origin == null ? builder.build() : builder.origin(origin).build();
    }

    private static Dialect rowSync(Arguments args, String device, List<SqlTable> tables) {
        RowSyncDialectBuilder builder = RowSyncDialect.builder(args.required("user"));
        new RowSyncTables(args, tables).described().forEach(builder::table);
        return builder.build();
    }

    /** Whether others are told what kind of thing happened. */
    static boolean carriesKinds(Arguments args) {
        return name(args).equals("event-log");
    }

    /** Whether a deletion carries the row that it deletes. */
    static boolean deletesWholeRows(Arguments args) {
        return name(args).equals(ROW_SYNC);
    }

    /** The names of the options of the family that the command line asks for. */
    static Set<String> options(Arguments args) {
        return family(args).options;
    }

    /**
     * The way to the server. Does no I/O.
     *
     * @param tables those that sync; none without {@code --tables}
     */
    static Transport transport(Arguments args, String device, List<SqlTable> tables) {
        String url = args.required("server");
        try {
            OkHttpTransportBuilder builder = OkHttpTransport.builder(
                            url, family(args).make.from(args, device, tables))
                    .serverName(serverName(args))
                    .client(http(url, args))
                    .allowPlainHttp() // Whoever has typed the address has seen it; http() warns all the same.
                    .userAgent("mooring-shell");
            Credentials credentials = credentials(args);
            return credentials == null
                    ? builder.build()
                    : builder.credentials(credentials).build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** How tables sync over the family that the command line asks for. */
    static SyncedTables synced(Arguments args, List<SqlTable> tables) {
        try {
            return family(args).map.of(args, tables);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tables: " + e.getMessage());
        }
    }

    /**
     * What a file is bound to besides the user. An address would not do: the same server answers at another port or behind a
     * proxy, and whether it is the same history shows in the history.
     */
    static String serverName(Arguments args) {
        return args.option("server-name", name(args));
    }

    private static String name(Arguments args) {
        return args.option("dialect", "event-log");
    }

    private static Family family(Arguments args) {
        String name = name(args);
        Family family = ALL.get(name);
        if (family == null) {
            throw new UsageException("there is no dialect " + name + "; there is " + new TreeSet<>(ALL.keySet()));
        }
        return family;
    }

    private static @Nullable Credentials credentials(Arguments args) {
        String token = args.option("token");
        String cookie = args.option("cookie");
        if (token != null && cookie != null) {
            throw new UsageException("--token or --cookie, not both");
        }
        return token != null ? Credentials.bearer(token) : cookie != null ? Credentials.cookie(cookie) : null;
    }

    private static OkHttpClient http(String url, Arguments args) {
        OkHttpClient.Builder http = new OkHttpClient.Builder().addInterceptor(new HttpLog());
        Map<String, String> headers = args.headers();
        if (!headers.isEmpty() && !args.words().get(0).equals("call")) {
            http.addInterceptor(chain -> {
                Request.Builder request = chain.request().newBuilder();
                headers.forEach(request::header);
                return chain.proceed(request.build());
            });
        }
        if (url.startsWith("http:")) {
            warn(url);
            // Without TLS the platform's certificates are not read, which is a good part of a short process's life.
            http.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        return http.build();
    }

    private static void warn(String url) {
        HttpUrl parsed = HttpUrl.parse(url);
        String host = parsed == null ? "" : parsed.host();
        if (!host.isEmpty() && !host.equals("localhost") && !host.equals("::1") && !host.startsWith("127.")) {
            System.err.println(
                    "warning: plain http to " + host + ": everybody on the way can read this, the credential included");
        }
    }
}
