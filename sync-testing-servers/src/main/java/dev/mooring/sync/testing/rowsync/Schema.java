package dev.mooring.sync.testing.rowsync;

import static dev.mooring.sync.testing.rowsync.ColumnKind.BOOL;
import static dev.mooring.sync.testing.rowsync.ColumnKind.INT;
import static dev.mooring.sync.testing.rowsync.ColumnKind.TEXT;
import static dev.mooring.sync.testing.rowsync.ColumnKind.TIME;
import static dev.mooring.sync.testing.rowsync.ColumnKind.TIME_WITH_ZONE;
import static dev.mooring.sync.testing.rowsync.ColumnKind.UUID;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The live server's tables in its fixed order, parents first, which is the order of an initial pull and the index in its
 * cursors. Tables that no recording shows have plain columns, and stand where the known ones leave room.
 */
final class Schema {
    static final Map<String, TableSpec> TABLES = new LinkedHashMap<>();
    static final List<TableSpec> ORDER;

    static {
        reference("genre", Column.of("region", TEXT), Column.of("description", TEXT));
        reference("genre_tune_type", Column.of("description", TEXT));
        reference("tune_type", Column.of("description", TEXT));
        add("goal", columns(uuid("id"), text("name").must(), Column.of("privateFor", UUID), text("defaultTechnique")))
                .unique("name", "privateFor")
                .seenBy(Reach.OWNER_OR_NOBODY, "privateFor")
                .boundToUser("privateFor");
        add("user_profile", profile()).rpc().keepsId().boundToUser("id").seenBy(Reach.OWNER, "id");
        owned("instrument", "privateToUser", "instrument")
                .unique("privateToUser", "instrument")
                .seenBy(Reach.OWNER_OR_NOBODY, "privateToUser");
        preferences("prefs_scheduling_options", "userId").denyDelete();
        preferences("prefs_spaced_repetition", "userId", "algType").denyDelete();
        plain("rhythm_patterns", true).rpc().denyDelete();
        preferences("table_state", "userId", "purpose").denyDelete();
        plain("tab_group_main_state", false).denyDelete().seenBy(Reach.OWNER, "userRef");
        repertoire();
        plain("plugin", true).seenBy(Reach.OWNER, "userRef");
        plain("technique", true);
        tune();
        note();
        child("reference").rpc();
        child("media_asset").rpc().boundToUser("userRef");
        child("tune_override");
        repertoireTune();
        practiceRecord();
        tag();
        preferences("table_transient_data", "userId", "tuneId");
        genreSelection();
        practiceQueue();
        plain("user_group", true).rpc().seenBy(Reach.OWNER, "userRef");
        member("group_member", "groupRef", "memberRef");
        plain("setlist", true).rpc().seenBy(Reach.OWNER, "userRef");
        plain("setlist_item", true).rpc().seenBy(Reach.OWNER, "userRef");
        plain("tune_set", true).rpc().seenBy(Reach.OWNER, "userRef");
        member("tune_set_item", "tuneSetRef", "tuneRef");
        ORDER = List.copyOf(TABLES.values());
    }

    private Schema() {}

    private static Column uuid(String name) {
        return Column.of(name, UUID).must();
    }

    private static Column text(String name) {
        return Column.of(name, TEXT);
    }

    private static Column[] columns(Column... own) {
        return columns(true, own);
    }

    private static Column[] columns(boolean soft, Column... own) {
        List<Column> all = new ArrayList<>(Arrays.asList(own));
        if (soft) {
            all.add(Column.of(TableSpec.DELETED, BOOL).must().or(0.0));
        }
        all.add(Column.of("syncVersion", INT).must().or(1.0));
        all.add(Column.of(TableSpec.STAMP, TIME).must().or(Column.CLOCK));
        all.add(text("deviceId"));
        return all.toArray(new Column[0]);
    }

    private static TableSpec add(String name, Column... columns) {
        TableSpec table = new TableSpec(name).columns(columns);
        TABLES.put(name, table);
        return table;
    }

    private static void reference(String name, Column... more) {
        add(name, text("id").must(), text("name"))
                .columns(more)
                .columns(Column.of(TableSpec.STAMP, TIME).must().or(Column.CLOCK))
                .denyDelete();
    }

    private static Column[] profile() {
        return columns(
                uuid("id"),
                text("name"),
                text("email"),
                text("srAlgType"),
                text("phone"),
                text("phoneVerified"),
                Column.of("acceptableDelinquencyWindow", INT).or(21.0),
                text("avatarUrl"));
    }

    private static TableSpec plain(String name, boolean soft) {
        return add(name, columns(soft, uuid("id"), Column.of("userRef", UUID), text("name")));
    }

    private static TableSpec owned(String name, String owner, String natural) {
        return add(name, columns(uuid("id"), Column.of(owner, UUID), text(natural), text("description")));
    }

    private static TableSpec preferences(String name, String... key) {
        List<Column> own = new ArrayList<>();
        for (String column : key) {
            own.add(column.endsWith("Id") ? uuid(column) : text(column).must());
        }
        own.add(text("settings"));
        return add(name, columns(false, own.toArray(new Column[0]))).key(key).seenBy(Reach.OWNER, key[0]);
    }

    private static TableSpec child(String name) {
        return add(name, columns(uuid("id"), Column.of("userRef", UUID), uuid("tuneRef"), text("title"), text("url")))
                .parent("tuneRef", "tune", name + "_tune_ref_fkey")
                .seenBy(Reach.OWNER, "userRef");
    }

    private static void member(String name, String parent, String child) {
        add(name, columns(uuid("id"), Column.of("userRef", UUID), uuid(parent), uuid(child)))
                .unique(parent, child)
                .seenBy(Reach.OWNER, "userRef")
                .rpc();
    }

    private static void repertoire() {
        Column[] columns = columns(
                uuid("repertoireId"),
                uuid("userRef"),
                text("name"),
                Column.of("instrumentRef", UUID),
                text("genreDefault"),
                text("srAlgType"));
        add("repertoire", columns)
                .key("repertoireId")
                .parent("genreDefault", "genre", "playlist_genre_default_fkey")
                .seenBy(Reach.OWNER, "userRef");
    }

    private static void tune() {
        add("tune", uuid("id"), text("idForeign"), text("primaryOrigin").or("irishtune.info"), text("title"))
                .columns(text("type"), text("structure"), text("mode"), text("incipit"), text("genre"))
                .columns(columns(Column.of("privateFor", UUID)))
                .columns(text("composer"), text("artist"), Column.of("releaseYear", INT))
                .parent("genre", "genre", "tune_genre_fkey")
                .needs(Reach.GENRES)
                .seenBy(Reach.GENRE_OR_OWNER, "privateFor");
    }

    private static void note() {
        add("note", uuid("id"), Column.of("userRef", UUID), uuid("tuneRef"), Column.of("repertoireRef", UUID))
                .columns(Column.of("createdDate", TIME), text("noteText"))
                .columns(Column.of("public", BOOL).must().or(0.0), Column.of("favorite", BOOL))
                .columns(columns())
                .columns(Column.of("displayOrder", INT).must().or(0.0))
                .parent("tuneRef", "tune", "note_tune_ref_fkey")
                .needs(Reach.GENRES)
                .seenBy(Reach.OWNER, "userRef")
                .rpcByStamp("tuneRef");
    }

    private static void repertoireTune() {
        Column[] columns = columns(
                uuid("repertoireRef"),
                uuid("tuneRef"),
                Column.of("current", TIME),
                Column.of("learned", TIME),
                Column.of("scheduled", TIME),
                text("goal").or("recall"));
        add("repertoire_tune", columns)
                .key("repertoireRef", "tuneRef")
                .parent("repertoireRef", "repertoire", "playlist_tune_playlist_ref_fkey")
                .parent("tuneRef", "tune", "playlist_tune_tune_ref_fkey")
                .needs(Reach.REPERTOIRES)
                .seenBy(Reach.REPERTOIRE, "repertoireRef");
    }

    private static void practiceRecord() {
        Column[] columns = columns(
                false,
                uuid("id"),
                uuid("repertoireRef"),
                uuid("tuneRef"),
                Column.of("practiced", TIME).must(),
                Column.of("quality", INT));
        add("practice_record", columns)
                .unique("tuneRef", "repertoireRef", "practiced")
                .parent("repertoireRef", "repertoire", "practice_record_playlist_ref_fkey")
                .needs(Reach.REPERTOIRES)
                .seenBy(Reach.REPERTOIRE, "repertoireRef")
                .denyDelete()
                .keepsId();
    }

    private static void tag() {
        add(
                        "tag",
                        columns(
                                false,
                                uuid("tagId"),
                                uuid("userRef"),
                                uuid("tuneRef"),
                                text("tagText").must()))
                .key("tagId")
                .unique("userRef", "tuneRef", "tagText")
                .parent("tuneRef", "tune", "tag_tune_ref_fkey")
                .seenBy(Reach.OWNER, "userRef")
                .denyDelete();
    }

    private static void genreSelection() {
        add("user_genre_selection", uuid("userId"), text("genreId").must())
                .columns(Column.of("createdAt", TIME_WITH_ZONE).must().or(Column.CLOCK))
                .columns(Column.of(TableSpec.STAMP, TIME_WITH_ZONE).must().or(Column.CLOCK))
                .columns(Column.of("syncVersion", INT).must().or(1.0), text("deviceId"))
                .key("userId", "genreId")
                .parent("genreId", "genre", "user_genre_selection_genre_id_fkey")
                .seenBy(Reach.OWNER, "userId");
    }

    private static void practiceQueue() {
        Column[] columns = columns(
                false,
                uuid("id"),
                uuid("userRef"),
                uuid("repertoireRef"),
                Column.of("windowStartUtc", TIME).must(),
                uuid("tuneRef"),
                Column.of("bucket", INT));
        add("daily_practice_queue", columns)
                .unique("userRef", "repertoireRef", "windowStartUtc", "tuneRef")
                .seenBy(Reach.OWNER, "userRef");
    }
}
