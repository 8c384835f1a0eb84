package dev.mooring.examples.android.view;

import android.graphics.Path;

/** The app's pictures, as lines on a ground of 24 by 24. */
enum Glyph {
    PLUS(false) {
        @Override
        void draw(Path path) {
            line(path, 12, 5, 12, 19);
            line(path, 5, 12, 19, 12);
        }
    },
    SETTINGS(false) {
        @Override
        void draw(Path path) {
            line(path, 4, 7, 12, 7);
            line(path, 18, 7, 20, 7);
            path.addCircle(15, 7, 2.6f, Path.Direction.CW);
            line(path, 4, 17, 6, 17);
            line(path, 12, 17, 20, 17);
            path.addCircle(9, 17, 2.6f, Path.Direction.CW);
        }
    },
    BACK(true) {
        @Override
        void draw(Path path) {
            line(path, 5, 12, 19.5f, 12);
            lines(path, 11, 5.5f, 4.5f, 12, 11, 18.5f);
        }
    },
    CHECK(false) {
        @Override
        void draw(Path path) {
            lines(path, 5, 12.6f, 10, 17.4f, 19.2f, 7.2f);
        }
    },
    CLOCK(false) {
        @Override
        void draw(Path path) {
            path.addCircle(12, 12, 8, Path.Direction.CW);
            lines(path, 12, 7.4f, 12, 12.4f, 15.2f, 14.2f);
        }
    },
    SYNC(false) {
        @Override
        void draw(Path path) {
            path.addArc(5, 5, 19, 19, 195, 130);
            lines(path, 18.4f, 3.6f, 18, 8.2f, 13.6f, 7.8f);
            path.addArc(5, 5, 19, 19, 15, 130);
            lines(path, 5.6f, 20.4f, 6, 15.8f, 10.4f, 16.2f);
        }
    },
    OFFLINE(false) {
        @Override
        void draw(Path path) {
            path.moveTo(8, 18);
            path.lineTo(17.2f, 18);
            path.cubicTo(22, 18, 22.2f, 11.4f, 17.4f, 11.2f);
            path.cubicTo(16.8f, 5.6f, 8.8f, 4.8f, 7.2f, 10.2f);
            path.cubicTo(2.4f, 10.2f, 2, 18, 8, 18);
            line(path, 4.5f, 4, 19.5f, 21);
        }
    },
    WARNING(false) {
        @Override
        void draw(Path path) {
            lines(path, 12, 4, 21, 19.5f, 3, 19.5f);
            path.close();
            line(path, 12, 10, 12, 14);
            line(path, 12, 16.8f, 12, 16.9f);
        }
    },
    FORK(true) {
        @Override
        void draw(Path path) {
            line(path, 4, 12, 9, 12);
            path.moveTo(9, 12);
            path.cubicTo(13, 12, 12, 6.5f, 19, 6.5f);
            path.moveTo(9, 12);
            path.cubicTo(13, 12, 12, 17.5f, 19, 17.5f);
            lines(path, 16, 3.6f, 19.4f, 6.5f, 16, 9.4f);
            lines(path, 16, 14.6f, 19.4f, 17.5f, 16, 20.4f);
        }
    },
    REFUSED(false) {
        @Override
        void draw(Path path) {
            path.addCircle(12, 12, 8.5f, Path.Direction.CW);
            line(path, 9, 9, 15, 15);
            line(path, 15, 9, 9, 15);
        }
    },
    OFF(false) {
        @Override
        void draw(Path path) {
            line(path, 12, 3.5f, 12, 11);
            path.addArc(4.5f, 5, 19.5f, 20, -50, 280);
        }
    };

    /** Whether it points somewhere, so that it is mirrored where one writes from right to left. */
    final boolean points;

    Glyph(boolean points) {
        this.points = points;
    }

    abstract void draw(Path path);

    private static void line(Path path, float x1, float y1, float x2, float y2) {
        path.moveTo(x1, y1);
        path.lineTo(x2, y2);
    }

    private static void lines(Path path, float x1, float y1, float x2, float y2, float x3, float y3) {
        line(path, x1, y1, x2, y2);
        path.lineTo(x3, y3);
    }
}
