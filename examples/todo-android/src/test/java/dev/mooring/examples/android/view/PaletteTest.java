package dev.mooring.examples.android.view;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaletteTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTextCanBeReadOnItsGround(boolean dark) {
        Palette palette = dark ? Palette.DARK : Palette.LIGHT;
        for (int ground : new int[] {palette.ground(), palette.card()}) {
            reads(palette.ink(), ground);
            reads(palette.muted(), ground);
            reads(palette.accent(), ground);
        }
        reads(palette.onAccent(), palette.accent());
        reads(palette.accent(), palette.soft());
        for (Palette.Tone tone : List.of(palette.green(), palette.amber(), palette.red(), palette.grey())) {
            reads(tone.text(), tone.ground());
            reads(tone.text(), palette.card());
        }
    }

    private static void reads(int text, int ground) {
        double one = luminance(text) + 0.05;
        double other = luminance(ground) + 0.05;
        double contrast = Math.max(one, other) / Math.min(one, other);
        assertTrue(contrast >= 4.5, () -> String.format("%08X on %08X: %.2f", text, ground, contrast));
    }

    private static double luminance(int colour) {
        return 0.2126 * part(colour >> 16) + 0.7152 * part(colour >> 8) + 0.0722 * part(colour);
    }

    private static double part(int bits) {
        double value = (bits & 0xFF) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
