package dev.mooring.sync.android.internal;

import android.database.Cursor;
import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.spi.AppSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs SQL on a database of the app's. */
public record AndroidAppSql(AndroidDatabase<?> db) implements AppSql<RuntimeException> {
    @Override
    public List<String> run(String sql, String... parameters) {
        @Nullable Object[] arguments = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            arguments[i] = Texts.bound(parameters[i]);
        }
        List<String> strings = new ArrayList<>();
        if (!isQuery(sql)) {
            try (AndroidDatabase.Statement statement = db.compile(sql)) {
                statement.update(arguments);
            }
            return strings;
        }
        try (Cursor rows = db.query(sql, arguments)) {
            while (rows.moveToNext()) {
                strings.add(String.valueOf(rows.getString(0)));
            }
        }
        return strings;
    }

    private static boolean isQuery(String sql) {
        String start = sql.trim().toUpperCase(Locale.ROOT);
        return start.startsWith("SELECT") || start.startsWith("WITH") || start.startsWith("PRAGMA");
    }
}
