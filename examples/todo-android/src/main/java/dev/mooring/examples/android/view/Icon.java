package dev.mooring.examples.android.view;

import android.graphics.Canvas;
import android.graphics.ColorFilter;
import android.graphics.Paint;
import android.graphics.Path;
import android.graphics.PixelFormat;
import android.graphics.Rect;
import android.graphics.drawable.Drawable;
import android.view.View;
import org.jspecify.annotations.Nullable;

/** Draws a glyph in one colour. */
final class Icon extends Drawable {
    private static final int GRID = 24;

    private final Glyph glyph;
    private final int size;
    private final Path path = new Path();
    private final Paint paint = new Paint(Paint.ANTI_ALIAS_FLAG);

    Icon(Glyph glyph, int colour, int size) {
        this.glyph = glyph;
        this.size = size;
        glyph.draw(path);
        paint.setColor(colour);
        paint.setStyle(Paint.Style.STROKE);
        paint.setStrokeWidth(1.9f);
        paint.setStrokeCap(Paint.Cap.ROUND);
        paint.setStrokeJoin(Paint.Join.ROUND);
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

    @Override
    public int getIntrinsicWidth() {
        return size;
    }

    @Override
    public int getIntrinsicHeight() {
        return size;
    }

    @Override
    public void setAlpha(int alpha) {
        paint.setAlpha(alpha);
    }

    @Override
    public void setColorFilter(@Nullable ColorFilter filter) {
        paint.setColorFilter(filter);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it has to be there.
    public int getOpacity() {
        return PixelFormat.TRANSLUCENT;
    }
}
