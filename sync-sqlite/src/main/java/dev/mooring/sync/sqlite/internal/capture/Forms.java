package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.internal.capture.FormTable.Stored;
import dev.mooring.sync.sqlite.internal.schema.Catalog;
import dev.mooring.sync.sqlite.internal.schema.Checks;
import dev.mooring.sync.sqlite.internal.schema.Definition;
import dev.mooring.sync.sqlite.internal.schema.Definition.Declared;
import dev.mooring.sync.sqlite.internal.schema.Definition.Unique;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Ranks;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Table.Column;
import dev.mooring.sync.sqlite.internal.schema.Table.ForeignKey;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tables under sync, and keeps the triggers in step with them. All of it happens in the transaction in which the storage
 * is opened; where nothing has changed since the last time, it only reads.
 */
public final class Forms {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    private final SqlConnection<?> sql;
    private final String database;
    private final Catalog catalog;
    private final FormTable forms;
    private final TriggerTable triggers;

    private Forms(SqlConnection<?> sql, String database) {
        this.sql = sql;
        this.database = database;
        catalog = new Catalog(sql);
        forms = new FormTable(sql);
        triggers = new TriggerTable(sql);
    }

    /**
     * Reads the tables and puts their triggers in place.
     *
     * @throws IllegalStateException that says which table cannot be captured, or was changed too soon, and what to do
     */
    public static Tables open(SqlConnection<?> sql, List<TableSpec> specs, String database) {
        return new Forms(sql, database).open(specs);
    }

    /**
     * For a storage that is opened without synced tables: triggers stay as they are, as nobody may take what they guard away.
     * What they capture meanwhile becomes mutations when the tables are named again.
     */
    public static void leave(SqlConnection<?> sql, String database) {
        List<String> tables = new ArrayList<>();
        for (Stored stored : new FormTable(sql).newest().values()) {
            tables.add(stored.form().table());
        }
        if (!tables.isEmpty()) {
            LOG.warn(
                    "{} is opened without synced tables, but has been open with {}: changes of these are captured"
                            + " still, and become mutations when it is opened with them again",
                    database,
                    Shown.words(tables.toString()));
        }
    }

    private Tables open(List<TableSpec> specs) {
        Map<String, Stored> before = forms.newest();
        new SchemaChange(sql, catalog, database).check(before, specs);
        Checks checks = new Checks(catalog, database);
        Map<String, Definition> definitions = checks.definitions(specs);
        List<TableSpec> spelt = new ArrayList<>();
        int number = 0;
        for (Definition definition : definitions.values()) {
            spelt.add(checks.spelt(specs.get(number++), definition, definitions));
        }
        Map<String, List<ForeignKey>> references = references(definitions);
        Map<String, Integer> ranks = new Ranks(spelt, references).ranks();
        List<Table> tables = new ArrayList<>();
        List<TableText> texts = new ArrayList<>();
        for (TableSpec spec : spelt) {
            String name = Names.folded(spec.name());
            TableText text = text(spec, found(definitions, name), before.get(name));
            texts.add(text);
            tables.add(table(spec, text, references.getOrDefault(spec.name(), Collections.emptyList()), ranks));
        }
        triggers.grow(texts);
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            triggers.fit(texts.get(i), table.spec().stamp());
            if (before.remove(Names.folded(table.name())) == null) {
                Adoption.list(sql, table);
            }
        }
        cleanUp(before, spelt);
        return new Tables(tables);
    }

    /**
     * Reads the tables of an open storage again, which the app has altered meanwhile. A column that was added is captured from here on, unless
     * another storage has decided which ones are. Nothing is taken away: that is for the next opening.
     *
     * @param known as they were; returned if they cannot be followed
     * @throws IllegalStateException if what the app made of them cannot be captured; then the transaction is to be rolled back
     */
    public static Tables follow(SqlConnection<?> sql, List<TableSpec> specs, String database, Tables known) {
        return new Forms(sql, database).follow(specs, known);
    }

    private Tables follow(List<TableSpec> specs, Tables known) {
        Map<String, Stored> newest = forms.newest();
        Checks checks = new Checks(catalog, database);
        Map<String, Definition> definitions = checks.definitions(specs);
        List<TableSpec> spelt = new ArrayList<>();
        for (TableSpec spec : specs) {
            Definition definition = found(definitions, Names.folded(spec.name()));
            spelt.add(checks.spelt(spec, definition, definitions));
        }
        Map<String, List<ForeignKey>> references = references(definitions);
        Map<String, Integer> ranks = new Ranks(spelt, references).ranks();
        List<Table> tables = new ArrayList<>();
        for (TableSpec spec : spelt) {
            Table before = known.named(spec.name());
            Stored stored = newest.get(Names.folded(spec.name()));
            Definition definition = found(definitions, Names.folded(spec.name()));
            if (before == null || stored == null || !isLarger(definition, before.form(), stored.form())) {
                return known;
            }
            boolean own = stored.form().id() == before.form().id();
            TableText text = own ? text(spec, definition, stored) : text(definition, stored.form());
            if (own && text.form().id() != stored.form().id()) {
                triggers.grow(Collections.singletonList(text));
                triggers.fit(text, spec.stamp());
            }
            tables.add(table(spec, text, references.getOrDefault(spec.name(), Collections.emptyList()), ranks));
        }
        return new Tables(tables);
    }

    /** Whether a table has all that it had, and the same key. */
    private static boolean isLarger(Definition now, Form before, Form newest) {
        return SchemaChange.gone(before, now).isEmpty()
                && SchemaChange.gone(newest, now).isEmpty()
                && Names.same(before.key(), newest.key())
                && newest.columns().containsAll(before.columns());
    }

    private static Definition found(Map<String, Definition> definitions, String name) {
        Definition definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalStateException("no definition of " + name);
        }
        return definition;
    }

    /** References among the synced tables, spelt as the tables are. */
    private Map<String, List<ForeignKey>> references(Map<String, Definition> definitions) {
        Map<String, List<ForeignKey>> all = new HashMap<>();
        for (Definition definition : definitions.values()) {
            List<ForeignKey> references = new ArrayList<>();
            for (ForeignKey declared : definition.references()) {
                Definition parent = definitions.get(Names.folded(declared.table()));
                if (parent != null) {
                    List<String> there = declared.parentColumns().isEmpty()
                            ? catalog.primaryKey(parent.name())
                            : declared.parentColumns();
                    references.add(
                            new ForeignKey(parent.name(), spelt(definition, declared.columns()), spelt(parent, there)));
                }
            }
            all.put(definition.name(), Collections.unmodifiableList(references));
        }
        return all;
    }

    private static List<String> spelt(Definition definition, List<String> columns) {
        List<String> spelt = new ArrayList<>();
        for (String column : columns) {
            Declared declared = definition.column(column);
            spelt.add(declared == null ? column : declared.name());
        }
        return Collections.unmodifiableList(spelt);
    }

    /** With the form that the table has now, which is a new one if it has changed. */
    private TableText text(TableSpec spec, Definition definition, @Nullable Stored known) {
        List<String> columns = new ArrayList<>();
        for (Declared column : Checks.captured(spec, definition)) {
            columns.add(column.name());
        }
        Form form = known == null ? null : known.form();
        boolean same = form != null
                && form.table().equals(spec.name())
                && form.columns().equals(columns)
                && form.key().equals(spec.key());
        if (form == null || !same) {
            form = forms.add(spec.name(), columns, spec.key(), spec.collection());
        } else if (known != null && !known.collection().equals(spec.collection())) {
            forms.move(form, spec.collection());
        }
        return text(definition, form);
    }

    private static TableText text(Definition definition, Form form) {
        Unique key = definition.over(form.key());
        if (key == null) {
            throw new IllegalStateException("the key of " + definition.name() + " is not unique");
        }
        return new TableText(definition, form, key);
    }

    private static Table table(
            TableSpec spec, TableText text, List<ForeignKey> references, Map<String, Integer> ranks) {
        List<Column> columns = new ArrayList<>();
        for (Declared column : Checks.captured(spec, text.definition())) {
            if (text.form().columns().contains(column.name())) {
                columns.add(new Column(column.name(), column.affinity(), !column.notNull()));
            }
        }
        List<List<String>> uniques = new ArrayList<>();
        for (Unique unique : text.definition().besides(text.key())) {
            uniques.add(Collections.unmodifiableList(unique.columns()));
        }
        return new Table(
                spec,
                text.form(),
                Collections.unmodifiableList(columns),
                Collections.unmodifiableList(uniques),
                references,
                ranks.getOrDefault(spec.name(), 0));
    }

    /** Nothing is pending for tables that are not synced any more, or they would have been refused. */
    private void cleanUp(Map<String, Stored> left, List<TableSpec> specs) {
        triggers.removeAllBut(specs);
        for (Stored stored : left.values()) {
            forms.remove(stored.form().table());
            Adoption.unlist(sql, stored.form().table());
        }
        SqlStatement waiting = sql.statement(Journal.WAITING);
        waiting.next();
        boolean none = waiting.number(1) == 0;
        waiting.reset();
        if (none) {
            forms.removeOld();
        }
    }
}
