package dev.mooring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a figure grows with a size: the exponent of the power of the size that fits best, by least squares over logarithms. 0 is flat, 1 is
 * linear. Sizes below which other costs hide the growth of what should grow are left out by whoever adds the points.
 */
final class Curve {
    private final String name;
    private final boolean linear;
    private final List<double[]> points = new ArrayList<>();

    private Curve(String name, boolean linear) {
        this.name = name;
        this.linear = linear;
    }

    /** Of something that should not grow: an exponent above 0.1 is a defect. */
    static Curve flat(String name) {
        return new Curve(name, false);
    }

    /** Of something that may grow with the size: an exponent above 1.1 is a defect. */
    static Curve linear(String name) {
        return new Curve(name, true);
    }

    String name() {
        return name;
    }

    void add(double size, double figure) {
        points.add(new double[] {size, figure});
    }

    double exponent() {
        double x = 0;
        double y = 0;
        for (double[] point : points) {
            x += Math.log(point[0]) / points.size();
            y += Math.log(point[1]) / points.size();
        }
        double above = 0;
        double below = 0;
        for (double[] point : points) {
            double dx = Math.log(point[0]) - x;
            above += dx * (Math.log(point[1]) - y);
            below += dx * dx;
        }
        return below == 0 ? 0 : above / below;
    }

    boolean isDefect() {
        return exponent() > (linear ? 1.1 : 0.1);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-34s", name));
        points.forEach(point -> line.append(String.format(Locale.ROOT, "  %,.0f: %.3f", point[0], point[1])));
        line.append(String.format(Locale.ROOT, "  exponent %.2f, at most %s", exponent(), linear ? "1.1" : "0.1"));
        return line.append(isDefect() ? "  DEFECT" : "").toString();
    }
}
