package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lays a mutation beside the row that the server has confirmed, for a person to look at. It writes nothing. Good for one call. */
public final class Beside {
    private final SqlConnection<?> sql;
    private final Images images;
    private final Shapes shapes;

    public Beside(SqlConnection<?> sql, Images images, Shapes shapes) {
        this.sql = sql;
        this.images = images;
        this.shapes = shapes;
    }

    /**
     * Compares them.
     *
     * @param on what the mutation makes of a row, in the exact encoding
     * @return null if it is of no synced table, or says nothing of a row
     */
    public @Nullable Comparison compare(Mutation mutation, UnaryOperator<String> on) {
        Shape shape = shapes.ofCollection(mutation.collection());
        if (shape == null) {
            return null;
        }
        try {
            String below = images.below(mutation.collection(), mutation.key());
            String image = below == null ? present(shape, mutation.key()) : below;
            return new Comparison(row(image), row(on.apply(image)));
        } catch (UnreadableText e) {
            return null;
        }
    }

    private static @Nullable String row(String image) {
        return image.equals(Image.NONE) ? null : image;
    }

    private String present(Shape shape, String key) {
        @Nullable Object[] values = shapes.format().keyValues(shape, key);
        RowSql text = new RowSql(shape, shape.columns, true);
        SqlStatement select = sql.statement(text.select(values));
        text.bindKey(select, 1, values);
        @Nullable Object[] row = null;
        if (select.next()) {
            row = new @Nullable Object[shape.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = select.value(i + 1);
            }
        }
        select.reset();
        return Image.of(shape.columns, row);
    }
}
