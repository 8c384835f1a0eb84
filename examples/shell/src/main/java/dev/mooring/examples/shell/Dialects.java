package dev.mooring.examples.shell;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.okhttp.changeset.ChangesetDialectBuilder;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialectBuilder;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialectBuilder;
import dev.mooring.sync.okhttp.live.LiveChannels;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialectBuilder;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialectBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The server families that the shell can talk to. A new one is one entry: its name, and how it is built from the options. Options that it alone
 * has are fields of {@link Options}.
 */
final class Dialects {
    /** The kind of a value that was set. */
    static final String PUT = "put";

    static final String EVENT_LOG = "event-log";

    static final String ENTITY_SYNC = "entity-sync";
    static final String CHANGESET = "changeset";
    private static final String OP_LOG = "op-log";
    private static final String ROW_SYNC = "row-sync";

    private static final Map<String, Family> ALL = Map.of(
            CHANGESET,
            new Family(Dialects::changeset, Mapping::cells),
            ENTITY_SYNC,
            new Family(Dialects::entitySync, Mapping::entities),
            EVENT_LOG,
            new Family(Dialects::eventLog, Mapping::changes),
            OP_LOG,
            new Family(Dialects::opLog, Mapping::changes),
            ROW_SYNC,
            new Family(Dialects::rowSync, Mapping::rows));

    private Dialects() {}

    /**
     * @param make builds the dialect; an {@link IllegalArgumentException} is the fault of the command line
     * @param map tells how tables sync over it
     */
    private record Family(Maker make, Mapper map) {}

    private interface Maker {
        Dialect from(Options options, String device, List<SqlTable> tables);
    }

    private interface Mapper {
        SyncedTables of(Options options, List<SqlTable> tables);
    }

    private static Dialect changeset(Options options, String device, List<SqlTable> tables) {
        ChangesetDialectBuilder builder =
                ChangesetDialect.builder(options.requiredRoom()).account(options.user);
        Path file = options.requiredTables();
        String name = options.schemaName;
        Long version = options.schemaVersion;
        return version == null
                ? builder.schema(name, TableFile.text(file)).build()
                : builder.schema(name, version).build();
    }

    private static Dialect entitySync(Options options, String device, List<SqlTable> tables) {
        EntitySyncDialectBuilder builder =
                EntitySyncDialect.builder(device.isEmpty() ? "shell" : device).user(options.user);
        String pieces = options.repertoire;
        if (pieces != null) {
            return builder.liveAt(pieces).repertoire().build();
        }
        String socket = options.channel.url();
        return options.channel.kind() == ChannelChoice.Kind.ENTITIES && socket != null
                ? builder.liveAt(socket).build()
                : builder.build();
    }

    private static Dialect eventLog(Options options, String device, List<SqlTable> tables) {
        EventLogDialectBuilder builder =
                EventLogDialect.builder(options.requiredUser()).device(device);
        return options.channel.kind() == ChannelChoice.Kind.LOG ? builder.live().build() : builder.build();
    }

    private static Dialect opLog(Options options, String device, List<SqlTable> tables) {
        OpLogDialectBuilder builder = OpLogDialect.builder(
                        options.clientId != null ? options.clientId : device.isEmpty() ? "shell" : device)
                .user(options.user);
        if (tables.isEmpty()) {
            builder.kind(PUT); // As put records it here; the server keeps none.
        }
        String origin = options.origin;
        return origin == null ? builder.build() : builder.origin(origin).build();
    }

    private static Dialect rowSync(Options options, String device, List<SqlTable> tables) {
        RowSyncDialectBuilder builder = RowSyncDialect.builder(options.requiredUser());
        new RowSyncTables(options, tables).described().forEach(builder::table);
        return builder.build();
    }

    /** Whether others are told what kind of thing happened. */
    static boolean carriesKinds(Options options) {
        return options.dialect.equals(EVENT_LOG);
    }

    /** Whether a deletion carries the row that it deletes. */
    static boolean deletesWholeRows(Options options) {
        return options.dialect.equals(ROW_SYNC);
    }

    /** Refuses options that another family has. */
    static void refuseOptionsOfOthers(Options options) {
        family(options);
        boolean opLog = options.dialect.equals(OP_LOG);
        refuse("--client-id", options.clientId != null && !opLog, options);
        refuse("--origin", options.origin != null && !opLog, options);
        refuse("--repertoire", options.repertoire != null && !options.dialect.equals(ENTITY_SYNC), options);
        boolean changeset = options.dialect.equals(CHANGESET);
        refuse("--room", options.room != null && !changeset, options);
        refuse("--schema-name", !options.schemaName.equals(Options.SCHEMA) && !changeset, options);
        refuse("--schema-version", options.schemaVersion != null && !changeset, options);
        refuse("--meta", options.meta != null && !options.dialect.equals(ROW_SYNC), options);
    }

    private static void refuse(String name, boolean given, Options options) {
        if (given) {
            throw new UsageException(name + " is no option of " + options.dialect);
        }
    }

    /** What {@code --dialect} takes, for completion. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(new TreeSet<>(ALL.keySet()));
        }
    }

    /**
     * The way to the server. Does no I/O.
     *
     * @param tables those that sync; none without {@code --tables}
     */
    static Transport transport(Options options, String device, List<SqlTable> tables) {
        String url = options.serverUrl();
        try {
            OkHttpTransportBuilder builder = OkHttpTransport.builder(
                            url, family(options).make.from(options, device, tables))
                    .serverName(serverName(options))
                    .client(http(url, options))
                    .allowPlainHttp() // Whoever has typed the address has seen it; http() warns all the same.
                    .userAgent("mooring-shell");
            Credentials credentials = credentials(options);
            return credentials == null
                    ? builder.build()
                    : builder.credentials(credentials).build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The channel whose URL was given, if it is none of the dialect's own. Does no I/O.
     *
     * @return null if there is none
     */
    static @Nullable WakeUps wakeUps(Options options) {
        ChannelChoice channel = options.channel;
        String url = channel.url();
        if (url == null || channel.kind() == ChannelChoice.Kind.ENTITIES) {
            return null;
        }
        try {
            LiveChannels.Builder builder = (channel.kind() == ChannelChoice.Kind.SOCKET
                            ? LiveChannels.webSocket(url)
                            : LiveChannels.events(url, "*"))
                    .client(http(channel.http(), options))
                    .allowPlainHttp();
            Credentials credentials = credentials(options);
            return credentials == null
                    ? builder.build()
                    : builder.credentials(credentials).build();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--live: " + e.getMessage());
        }
    }

    /** How tables sync over the family that the command line asks for. */
    static SyncedTables synced(Options options, List<SqlTable> tables) {
        try {
            return family(options).map.of(options, tables);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tables: " + e.getMessage());
        }
    }

    /**
     * What a file is bound to besides the user. An address would not do: the same server answers at another port or behind a
     * proxy, and whether it is the same history shows in the history.
     */
    static String serverName(Options options) {
        return options.serverName == null ? options.dialect : options.serverName;
    }

    private static Family family(Options options) {
        String name = options.dialect;
        Family family = ALL.get(name);
        if (family == null) {
            throw new UsageException("there is no dialect " + name + "; there is " + new TreeSet<>(ALL.keySet()));
        }
        return family;
    }

    private static @Nullable Credentials credentials(Options options) {
        String token = options.token;
        String cookie = options.cookie;
        if (token != null && cookie != null) {
            throw new UsageException("--token or --cookie, not both");
        }
        return token != null ? Credentials.bearer(token) : cookie != null ? Credentials.cookie(cookie) : null;
    }

    private static OkHttpClient http(String url, Options options) {
        OkHttpClient.Builder http = new OkHttpClient.Builder().addInterceptor(new HttpLog());
        Map<String, String> headers = options.headers();
        if (!headers.isEmpty()) {
            http.addInterceptor(chain -> {
                Request.Builder request = chain.request().newBuilder();
                headers.forEach(request::header);
                return chain.proceed(request.build());
            });
        }
        String channel = options.channel.http();
        if (channel.startsWith("http:")) {
            warn(channel);
        }
        if (url.startsWith("http:")) {
            warn(url);
        }
        if (url.startsWith("http:") && !channel.startsWith("https:")) {
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
