package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The random SQL, on plain SQLite: it runs, and everything that it is there for happens. */
class GeneratorTest {
    private static final int SEEDS = 50;
    private static final int TRANSACTIONS = 25;
    private static final int LEAST = 5;

    @Test
    void everyKindOfStatementValueAndSchemaOccursWithEffect() throws SQLException {
        Map<Kind, Integer> effects = new EnumMap<>(Kind.class);
        Map<Value, Integer> values = new EnumMap<>(Value.class);
        Map<Feature, Integer> features = new EnumMap<>(Feature.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            Chance chance = new Chance(seed);
            AppSchema schema = new SchemaMaker(chance).make();
            schema.features().forEach(feature -> features.merge(feature, 1, Integer::sum));
            try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:")) {
                Witness witness = new Witness(db, schema, effects);
                create(db, schema);
                Program program = new Program(chance, schema);
                Play play = new Play(db, witness);
                play.play(program.first());
                for (int i = 0; i < TRANSACTIONS; i++) {
                    play.play(program.next());
                    see(db, schema, values);
                }
            }
        }
        oftenEnough(EnumSet.copyOf(Kind.KNOWN), effects);
        oftenEnough(EnumSet.allOf(Value.class), values);
        oftenEnough(EnumSet.copyOf(Feature.KNOWN), features);
    }

    private static <E extends Enum<E>> void oftenEnough(Set<E> all, Map<E, Integer> counts) {
        for (E each : all) {
            assertTrue(counts.getOrDefault(each, 0) >= LEAST, () -> each + " is too rare in " + counts);
        }
    }

    private static void see(Connection db, AppSchema schema, Map<Value, Integer> values) throws SQLException {
        List<String> cells = Dump.cells(Dump.of(db, schema.tables()));
        Stream.of(Value.values())
                .filter(value -> cells.stream().anyMatch(value::isIn))
                .forEach(value -> values.merge(value, 1, Integer::sum));
    }

    private static void create(Connection db, AppSchema schema) throws SQLException {
        Play play = new Play(db, Play.Watcher.NONE);
        play.executeAll(schema.pragmas());
        play.executeAll(schema.create());
        play.executeAll(schema.late());
        // The library's, where there is one.
        play.execute("CREATE TABLE mooring_applying (x)");
    }

    /** Counts the steps that did what they are there for. */
    private static final class Witness implements Play.Watcher {
        private final Connection db;
        private final AppSchema schema;
        private final Map<Kind, Integer> effects;
        private Map<String, List<String>> before = Map.of();
        private Map<String, List<String>> saved = Map.of();

        Witness(Connection db, AppSchema schema, Map<Kind, Integer> effects) {
            this.db = db;
            this.schema = schema;
            this.effects = effects;
        }

        @Override
        public void before(Step step) throws SQLException {
            before = Dump.of(db, schema.tables());
        }

        @Override
        public void after(Step step, boolean failed) throws SQLException {
            if (hadEffect(step.kind(), failed, Dump.of(db, schema.tables()))) {
                effects.merge(step.kind(), 1, Integer::sum);
            }
            if (step.kind() == Kind.SAVEPOINT) {
                saved = before;
            }
        }

        private boolean hadEffect(Kind kind, boolean failed, Map<String, List<String>> after) throws SQLException {
            boolean changed = !after.equals(before);
            return switch (kind) {
                case UPDATE_NOTHING -> !failed && !changed && changes() > 0;
                case OR_IGNORE, UPSERT_NOTHING -> !failed && !changed;
                case UPDATE_OR_IGNORE -> !failed;
                case INSERT_OR_REPLACE -> changed && rows(after) <= rows(before);
                case REPLACE_MANY -> changed && rows(after) <= rows(before) + 1;
                case UPDATE_OR_REPLACE, KEY_CHANGE_OR_REPLACE -> rows(after) < rows(before);
                case UPSERT_UPDATE -> changed && rows(after) == rows(before);
                case CASCADE -> changed && rows(after) < rows(before) - 1;
                case OR_FAIL, OR_ROLLBACK -> failed && changed;
                case FAILS -> failed;
                case SAVEPOINT -> true;
                case RELEASE -> !after.equals(saved);
                default -> changed;
            };
        }

        private static int rows(Map<String, List<String>> dump) {
            return dump.values().stream().mapToInt(List::size).sum();
        }

        private int changes() throws SQLException {
            try (Statement statement = db.createStatement();
                    ResultSet row = statement.executeQuery("SELECT changes()")) {
                return row.getInt(1);
            }
        }
    }
}
