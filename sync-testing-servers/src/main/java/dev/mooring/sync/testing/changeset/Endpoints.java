package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The server's answers over plain HTTP. */
final class Endpoints {
    private final ChangesetServer server;

    Endpoints(ChangesetServer server) {
        this.server = server;
    }

    Reply answer(Request request) {
        String path = Target.of(request.path()).path();
        String[] parts = path.split("/", -1);
        if (path.equals("/") && request.method().equals("GET")) {
            return answer(200, "text/html; charset=utf-8", "Ok");
        }
        if (parts.length != 3 || parts[1].isEmpty()) {
            return missing(request.method(), path);
        }
        String room = URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8);
        return switch (request.method() + " " + parts[2]) {
            case "GET meta" -> meta(room);
            case "GET health" -> health(room);
            case "GET file" -> file(room);
            case "POST exec" -> server.dev ? exec(room, request.text()) : refused(403, "exec is for development only");
            case "POST reset" -> server.dev ? reset(room) : refused(403, "reset is for development only");
            default -> missing(request.method(), path);
        };
    }

    private Reply meta(String room) {
        String bad = ChangesetServer.badName(room);
        MetaFault fault = server.faults().meta();
        if (fault == MetaFault.BLOCKED) {
            return Reply.NONE;
        }
        if (fault == MetaFault.NOT_FOUND) {
            return missing("GET", "/" + room + "/meta");
        }
        boolean malformed = server.faults().database() == DatabaseFault.MALFORMED;
        if (bad != null || malformed || fault == MetaFault.FAILS) {
            Map<String, Object> error = new LinkedHashMap<>();
            String broken = malformed ? DatabaseFault.MALFORMED.words : "database is locked";
            error.put("message", "Failed to read metadata for DB " + room);
            error.put("error", bad == null ? broken : bad);
            return json(500, error);
        }
        ServerDatabase database = server.database(room);
        boolean snake = fault == MetaFault.SNAKE_CASE;
        String site = database.site().toString();
        Map<String, Object> meta = new LinkedHashMap<>();
        if (fault != MetaFault.NO_SITE) {
            String wrapped = "X'" + site.toUpperCase(Locale.ROOT) + "'";
            meta.put(snake ? "site_id" : "siteId", fault == MetaFault.WRAPPED ? wrapped : site);
        }
        meta.put(snake ? "schema_name" : "schemaName", database.schema().name());
        meta.put(
                snake ? "schema_version" : "schemaVersion",
                Long.toString(database.schema().version()));
        return json(200, meta);
    }

    /** In the live server's words; 503 where the database is malformed. A version is told as a number of JavaScript, so its last digits are lost. */
    private Reply health(String room) {
        ServerDatabase database = server.database(room);
        ServerSchema schema = database.schema();
        List<Object> checks = new ArrayList<>();
        checks.add(check("file_accessible", "Database file is readable and writable"));
        if (server.faults().database() == DatabaseFault.MALFORMED) {
            Map<String, Object> broken = check("sqlite_integrity", DatabaseFault.MALFORMED.words);
            broken.put("passed", false);
            checks.add(broken);
            return json(503, health(room, false, checks));
        }
        checks.add(check("sqlite_integrity", "SQLite integrity check passed"));
        checks.add(check("crsqlite_extension", "CR-SQLite extension loaded successfully"));
        checks.add(check(
                "crsql_changes_accessible",
                "crsql_changes virtual table is accessible (" + database.cells().size() + " changes)"));
        checks.add(check(
                "crsql_master_valid",
                "crsql_master is valid: schema=" + schema.name() + ", version=" + asNumber(schema.version())));
        checks.add(check(
                "site_id_valid",
                "Primary site_id: " + database.site() + " ("
                        + (1 + database.tracked().size()) + " total site(s) tracked)"));
        checks.add(check(
                "clock_tables_exist",
                schema.tables().size() + " clock table(s) found with "
                        + database.cells().size() + " total entries, max db_version: " + database.version()));
        return json(200, health(room, true, checks));
    }

    private static Map<String, Object> health(String room, boolean good, List<Object> checks) {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("database", room);
        health.put("ok", good);
        health.put("checks", checks);
        return health;
    }

    /** In as few digits as tell the nearest float, with zeros behind them. */
    private static String asNumber(long version) {
        BigDecimal exact = new BigDecimal((double) version);
        BigDecimal shortest = exact;
        for (int digits = 17; digits > 0 && shortest.doubleValue() == exact.doubleValue(); digits--) {
            exact = shortest;
            shortest = shortest.round(new MathContext(digits));
        }
        return exact.toPlainString();
    }

    private static Map<String, Object> check(String name, String message) {
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("name", name);
        check.put("passed", true);
        check.put("message", message);
        check.put("severity", "error");
        return check;
    }

    private Reply file(String room) {
        byte[] file = server.file(room);
        return file == null
                ? refused(404, "Database not found")
                : new Reply(200, headers("application/octet-stream"), Body.of(file));
    }

    private Reply reset(String room) {
        server.reset(room);
        return json(200, Map.of("ok", true));
    }

    private Reply exec(String room, String body) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            answer.put("rows", new Exec(server.database(room)).run(JsonReader.read(body)));
            return json(200, answer);
        } catch (IllegalArgumentException | ScriptError e) {
            answer.put("isSQLiteError", true);
            answer.put("message", String.valueOf(e.getMessage()));
            answer.put("code", "SQLITE_ERROR");
            return json(400, answer);
        }
    }

    private static Reply refused(int status, String message) {
        return json(status, Map.of("message", message));
    }

    private static Reply missing(String method, String path) {
        return answer(
                404,
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n"
                        + "<body>\n<pre>Cannot " + method + " " + path + "</pre>\n</body>\n</html>\n");
    }

    private static Reply json(int status, Object value) {
        return answer(status, "application/json; charset=utf-8", JsonWriter.write(value));
    }

    private static Reply answer(int status, String type, String body) {
        Map<String, String> headers = headers(type);
        headers.put("ETag", tag(body.getBytes(StandardCharsets.UTF_8)));
        return Reply.of(status, headers, body);
    }

    private static Map<String, String> headers(String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Powered-By", "Express");
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Content-Type", type);
        return headers;
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(body);
            String hash = Base64.getEncoder().encodeToString(digest).substring(0, 27);
            return "W/\"" + Integer.toHexString(body.length) + "-" + hash + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
