package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.List;

/** Makes random transactions over a schema. */
final class Program {
    private final Chance chance;
    private final AppSchema schema;
    private final Inserts inserts;
    private final Changes changes;

    Program(Chance chance, AppSchema schema) {
        this.chance = chance;
        this.schema = schema;
        this.inserts = new Inserts(chance);
        this.changes = new Changes(chance);
    }

    /** So that there is something to work on. */
    Transaction first() {
        List<Step> steps = new ArrayList<>();
        for (Table table : schema.written()) {
            steps.add(new Step(Kind.INSERT_MANY, inserts.values("INSERT OR IGNORE", table, chance.between(3, 8))));
        }
        return new Transaction(steps, true);
    }

    Transaction next() {
        List<Step> steps = new ArrayList<>();
        int count = chance.between(1, 5);
        for (int i = 0; i < count; i++) {
            steps.addAll(steps());
        }
        if (chance.oneIn(4)) {
            savepoint(steps);
        }
        return new Transaction(steps, !chance.oneIn(8));
    }

    private void savepoint(List<Step> steps) {
        int from = chance.between(0, steps.size() - 1);
        int to = chance.between(from + 1, steps.size());
        boolean release = chance.oneIn(2);
        if (!release) {
            steps.add(to, new Step(Kind.RELEASE, "RELEASE s1"));
        }
        steps.add(to, release ? new Step(Kind.RELEASE, "RELEASE s1") : new Step(Kind.ROLLBACK_TO, "ROLLBACK TO s1"));
        steps.add(from, new Step(Kind.SAVEPOINT, "SAVEPOINT s1"));
    }

    private List<Step> steps() {
        Table table = chance.pick(schema.written());
        Kind kind = chance.pick(Kind.KNOWN);
        return switch (kind) {
            case KEY_SWAP -> {
                boolean values = !table.uniqueValues().isEmpty() && chance.oneIn(2);
                yield (values ? changes.swapValues(table) : changes.swapKeys(table))
                        .stream().map(sql -> new Step(kind, sql)).toList();
            }
            case SAVEPOINT, RELEASE, ROLLBACK_TO ->
                List.of(new Step(Kind.UPDATE, changes.update("UPDATE", table, true)));
            default -> List.of(new Step(kind, sql(kind, table)));
        };
    }

    private String sql(Kind kind, Table table) {
        Table other = chance.pick(schema.written());
        String replacing = table.mayDeleteWhatItWrites() ? "UPDATE" : "UPDATE OR REPLACE";
        return switch (kind) {
            case INSERT -> inserts.values("INSERT", table, 1);
            case INSERT_MANY -> inserts.values("INSERT", table, chance.between(2, 4));
            case INSERT_SELECT -> inserts.select(table, other);
            case UPDATE -> changes.update("UPDATE", table, true);
            case UPDATE_MANY -> changes.update("UPDATE", table, false);
            case UPDATE_FROM -> changes.updateFrom(table, other);
            case UPDATE_TYPES -> changes.updateTypes(table);
            case UPDATE_NOTHING -> changes.updateNothing(table);
            case DELETE -> changes.delete(table, true);
            case DELETE_MANY -> chance.oneIn(2) ? changes.delete(table, false) : changes.delete(table, true);
            case KEY_CHANGE -> changes.changeKey("UPDATE", table);
            case KEY_CHANGE_MANY -> changes.changeKeys("UPDATE", table);
            case INSERT_OR_REPLACE -> inserts.values("INSERT OR REPLACE", table, 1);
            case REPLACE_MANY -> inserts.values("REPLACE", table, chance.between(2, 5));
            case UPDATE_OR_REPLACE -> changes.update(replacing, table, chance.oneIn(2));
            case KEY_CHANGE_OR_REPLACE ->
                chance.oneIn(2) ? changes.changeKey(replacing, table) : changes.changeKeys(replacing, table);
            case OR_IGNORE -> inserts.values("INSERT OR IGNORE", table, chance.between(1, 4));
            case UPDATE_OR_IGNORE ->
                chance.oneIn(2)
                        ? changes.changeKeys("UPDATE OR IGNORE", table)
                        : changes.update("UPDATE OR IGNORE", table, false);
            case OR_FAIL ->
                chance.oneIn(2)
                        ? inserts.values("INSERT OR FAIL", table, chance.between(2, 5))
                        : changes.changeKeys("UPDATE OR FAIL", table);
            case OR_ROLLBACK -> inserts.values("INSERT OR ROLLBACK", table, chance.between(1, 2));
            case UPSERT_UPDATE -> inserts.upsert(table, true);
            case UPSERT_NOTHING -> inserts.upsert(table, false);
            case CASCADE -> changes.delete(parent(table), true);
            case FAILS -> inserts.twice(table);
            default -> throw new IllegalStateException(kind.toString());
        };
    }

    /** One whose deletion takes rows of others with it, if there is one. */
    private Table parent(Table otherwise) {
        List<Table> parents = schema.written().stream()
                .flatMap(table -> table.references().stream())
                .filter(Reference::cascades)
                .map(reference -> schema.table(reference.parent()))
                .toList();
        return parents.isEmpty() ? otherwise : chance.pick(parents);
    }
}
