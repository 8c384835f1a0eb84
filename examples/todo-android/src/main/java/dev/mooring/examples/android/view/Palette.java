package dev.mooring.examples.android.view;

import dev.mooring.sync.status.SyncStatus.Light;

/**
 * The colours, as ARGB. Each pair of text and ground that is used has a contrast of 4.5 or more.
 *
 * @param ground behind everything
 * @param card behind what belongs together
 * @param ink text
 * @param muted text that matters less
 * @param line between things, and around fields
 * @param accent what can be done
 * @param onAccent text on it
 * @param soft a ground for what can be done as well
 * @param green all is well
 * @param amber something is on its way
 * @param red nothing is sent
 * @param grey nothing is known
 */
record Palette(
        int ground,
        int card,
        int ink,
        int muted,
        int line,
        int accent,
        int onAccent,
        int soft,
        Tone green,
        Tone amber,
        Tone red,
        Tone grey) {
    /**
     * A colour that says something, for text, and its pale ground.
     *
     * @param text on the ground, and on a card
     * @param ground behind the text
     */
    record Tone(int text, int ground) {}

    static final Palette LIGHT = new Palette(
            0xFFF4F2EC,
            0xFFFFFFFF,
            0xFF1B1D1C,
            0xFF5D615E,
            0xFFDDD9CF,
            0xFF0A6A5F,
            0xFFFFFFFF,
            0xFFDDF0EC,
            new Tone(0xFF17693A, 0xFFDDF2E3),
            new Tone(0xFF855000, 0xFFFFEFCF),
            new Tone(0xFFAB2319, 0xFFFCE3DF),
            new Tone(0xFF4E5457, 0xFFE6E7E6));

    static final Palette DARK = new Palette(
            0xFF101312,
            0xFF1B1F1E,
            0xFFEDEDE8,
            0xFFA9ACA6,
            0xFF343936,
            0xFF66D3C1,
            0xFF00352D,
            0xFF12352F,
            new Tone(0xFF8BDBA2, 0xFF15321F),
            new Tone(0xFFF3C46B, 0xFF38290B),
            new Tone(0xFFFFB3A9, 0xFF47201B),
            new Tone(0xFFBDC1BF, 0xFF2A2F2D));

    Tone of(Light light) {
        return switch (light) {
            case GREEN -> green;
            case AMBER -> amber;
            case RED -> red;
            case GREY -> grey;
        };
    }
}
