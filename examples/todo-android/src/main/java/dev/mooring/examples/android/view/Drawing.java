package dev.mooring.examples.android.view;

import android.graphics.ColorFilter;
import android.graphics.Paint;
import android.graphics.PixelFormat;
import android.graphics.drawable.Drawable;
import org.jspecify.annotations.Nullable;

/** A square that is drawn by one paint, with round lines. */
abstract class Drawing extends Drawable {
    final Paint paint = new Paint(Paint.ANTI_ALIAS_FLAG);
    private final int size;

    Drawing(int size) {
        this.size = size;
        paint.setStrokeCap(Paint.Cap.ROUND);
        paint.setStrokeJoin(Paint.Join.ROUND);
    }

    @Override
    public final int getIntrinsicWidth() {
        return size;
    }

    @Override
    public final int getIntrinsicHeight() {
        return size;
    }

    @Override
    public final void setAlpha(int alpha) {
        paint.setAlpha(alpha);
    }

    @Override
    public final void setColorFilter(@Nullable ColorFilter filter) {
        paint.setColorFilter(filter);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it has to be there.
    public final int getOpacity() {
        return PixelFormat.TRANSLUCENT;
    }
}
