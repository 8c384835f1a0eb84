package dev.mooring.examples.android.view;

import android.graphics.Canvas;
import android.graphics.Paint;
import android.graphics.Path;
import android.graphics.Rect;
import android.view.View;

/** Draws a glyph in one colour. */
final class Icon extends Drawing {
    private static final int GRID = 24;

    private final Glyph glyph;
    private final Path path = new Path();

    Icon(Glyph glyph, int colour, int size) {
        super(size);
        this.glyph = glyph;
        glyph.draw(path);
        paint.setColor(colour);
        paint.setStyle(Paint.Style.STROKE);
        paint.setStrokeWidth(1.9f);
    }

    @Override
    public void draw(Canvas canvas) {
        Rect bounds = getBounds();
        float scale = Math.min(bounds.width(), bounds.height()) / (float) GRID;
        int saved = canvas.save();
        canvas.translate(bounds.exactCenterX(), bounds.exactCenterY());
        boolean mirrored = glyph.points && getLayoutDirection() == View.LAYOUT_DIRECTION_RTL;
        canvas.scale(mirrored ? -scale : scale, scale);
        canvas.translate(-GRID / 2f, -GRID / 2f);
        canvas.drawPath(path, paint);
        canvas.restoreToCount(saved);
    }

    @Override
    public boolean onLayoutDirectionChanged(int direction) {
        return glyph.points;
    }
}
