package dev.mooring.sync.testing.rowsync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server knows about a table. Immutable after {@link Schema} has made it. */
final class TableSpec {
    static final String STAMP = "lastModifiedAt";
    static final String DELETED = "deleted";

    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Parent> parents = new ArrayList<>();
    private final List<String> collections = new ArrayList<>();
    private List<String> key = List.of("id");
    private List<String> unique = List.of();
    private List<String> boundToUser = List.of();
    private Reach reach = Reach.ALL;
    private String ownerColumn = "id";
    private boolean rpc;
    private boolean byStamp;
    private @Nullable Parent shownWith;
    private boolean denyDelete;
    private boolean keepsId;

    TableSpec(String name) {
        this.name = name;
    }

    // ---- making it

    TableSpec columns(Column... more) {
        for (Column column : more) {
            places.put(column.name(), columns.size());
            columns.add(column);
        }
        return this;
    }

    TableSpec key(String... names) {
        key = List.of(names);
        return this;
    }

    TableSpec unique(String... names) {
        unique = List.of(names);
        return this;
    }

    TableSpec parent(String column, String table, String constraint) {
        parents.add(new Parent(column, table, constraint));
        return this;
    }

    TableSpec seenBy(Reach who, String column) {
        reach = who;
        ownerColumn = column;
        return this;
    }

    /** The sets of ids that a cursor over this table has to carry. */
    TableSpec needs(String collection) {
        collections.add(collection);
        return this;
    }

    TableSpec boundToUser(String column) {
        boundToUser = List.of(column);
        return this;
    }

    TableSpec rpc() {
        rpc = true;
        return this;
    }

    /** As {@link #rpc}, but in the order of the stamps, and without the children of deleted rows. */
    TableSpec rpcByStamp(String column) {
        rpc = true;
        byStamp = true;
        for (Parent parent : parents) {
            shownWith = parent.column().equals(column) ? parent : shownWith;
        }
        return this;
    }

    TableSpec denyDelete() {
        denyDelete = true;
        return this;
    }

    TableSpec keepsId() {
        keepsId = true;
        return this;
    }

    // ---- reading it

    String name() {
        return name;
    }

    List<Column> columns() {
        return columns;
    }

    int place(String column) {
        return places.getOrDefault(column, -1);
    }

    List<String> key() {
        return key;
    }

    /** What an upsert meets its row by: the unique key where there is one. */
    List<String> target() {
        return unique.isEmpty() ? key : unique;
    }

    List<Parent> parents() {
        return parents;
    }

    List<String> collections() {
        return collections;
    }

    /** Columns that are set to the caller, whatever a push says. */
    List<String> bound() {
        return boundToUser;
    }

    Reach reach() {
        return reach;
    }

    String ownerColumn() {
        return ownerColumn;
    }

    /** Whether the function of the database reads it in the order of the stamps, and of the keys where those are the same. */
    boolean isByStamp() {
        return byStamp;
    }

    /** A row is not shown while this parent of it is deleted; null for none. */
    @Nullable
    Parent shownWith() {
        return shownWith;
    }

    /** Read by a function of the database: ordered by key, cut at 1000 rows, without an upper bound in an initial pull. */
    boolean isRpc() {
        return rpc;
    }

    /** A pushed delete is skipped without a word. */
    boolean deniesDelete() {
        return denyDelete;
    }

    /** An update never changes the id. */
    boolean isKeepingId() {
        return keepsId;
    }

    boolean isSoftDeleting() {
        return place(DELETED) >= 0;
    }
}
