package dev.mooring.examples.android.view;

import android.content.Context;
import android.graphics.Canvas;
import android.graphics.Paint;
import android.graphics.Path;
import android.graphics.Rect;
import android.view.View;
import android.widget.CheckBox;

/** The round box of an item: a ring, or a disc with a tick. */
final class Tick extends Drawing {
    private final Theme theme;
    private final Path tick = new Path();

    private Tick(Theme theme) {
        super(theme.dp(Theme.TOUCH));
        this.theme = theme;
        Glyph.CHECK.draw(tick);
    }

    static CheckBox box(Context context, Theme theme) {
        CheckBox box = new CheckBox(context);
        box.setButtonDrawable(new Tick(theme));
        box.setBackground(theme.touchable(theme.shape(0, Theme.TOUCH / 2f), Theme.TOUCH / 2f));
        box.setMinimumWidth(theme.dp(Theme.TOUCH));
        box.setMinWidth(theme.dp(Theme.TOUCH));
        box.setMinHeight(theme.dp(Theme.TOUCH));
        box.setPadding(0, 0, 0, 0);
        box.setTextAlignment(View.TEXT_ALIGNMENT_VIEW_START);
        return box;
    }

    @Override
    public void draw(Canvas canvas) {
        Rect bounds = getBounds();
        boolean checked = false;
        for (int state : getState()) {
            checked |= state == android.R.attr.state_checked;
        }
        float x = bounds.exactCenterX();
        float y = bounds.exactCenterY();
        float radius = theme.dp(11);
        if (!checked) {
            paint.setStyle(Paint.Style.STROKE);
            paint.setStrokeWidth(theme.dp(2));
            paint.setColor(theme.colours.muted());
            canvas.drawCircle(x, y, radius, paint);
            return;
        }
        paint.setStyle(Paint.Style.FILL);
        paint.setColor(theme.colours.accent());
        canvas.drawCircle(x, y, radius + theme.dp(1), paint);
        int saved = canvas.save();
        float scale = theme.dp(15) / 24f;
        canvas.translate(x - 12 * scale, y - 12 * scale);
        canvas.scale(scale, scale);
        paint.setStyle(Paint.Style.STROKE);
        paint.setStrokeWidth(3.2f);
        paint.setColor(theme.colours.onAccent());
        canvas.drawPath(tick, paint);
        canvas.restoreToCount(saved);
    }

    @Override
    public boolean isStateful() {
        return true;
    }

    @Override
    protected boolean onStateChange(int[] state) {
        invalidateSelf();
        return true;
    }
}
