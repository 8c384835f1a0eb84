package dev.mooring.examples.desktop.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything can be read: the contrast of WCAG 2.1 between the colours of a theme, without a display. */
class ContrastTest {
    private static final double TEXT = 4.5;
    private static final double SHAPES = 3;
    private static final Pattern COLOUR = Pattern.compile("(-[a-z-]+): #([0-9a-f]{6});");

    /** Ink on ground, as desk.css puts them together. */
    private static final List<String> TEXTS = List.of(
            "-ink on -paper",
            "-ink on -card",
            "-ink on -hover",
            "-ink on -chosen",
            "-muted on -paper",
            "-muted on -card",
            "-muted on -hover",
            "-muted on -chosen",
            "-muted on -line",
            "-on-accent on -accent",
            "-on-accent on -accent-hover",
            "-accent on -paper",
            "-green on -green-ground",
            "-green-ground on -green",
            "-amber on -amber-ground",
            "-amber-ground on -amber",
            "-amber on -card",
            "-red on -red-ground",
            "-red-ground on -red",
            "-red on -card",
            "-red on -paper",
            "-card on -red",
            "-grey on -grey-ground",
            "-grey-ground on -grey",
            "-paper on -ink");

    /** Edges of fields, boxes and switches, and the bar of the progress. */
    private static final List<String> EDGES = List.of(
            "-edge on -paper",
            "-edge on -card",
            "-card on -edge",
            "-accent on -card",
            "-accent on -line",
            "-green on -card",
            "-grey on -card");

    @ParameterizedTest
    @ValueSource(strings = {"light.css", "dark.css"})
    void everyTextStandsOutFromItsGround(String sheet) {
        assertEquals(List.of(), below(colours(sheet), TEXTS, TEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light.css", "dark.css"})
    void everyEdgeStandsOutFromItsGround(String sheet) {
        assertEquals(List.of(), below(colours(sheet), EDGES, SHAPES));
    }

    @Test
    void bothThemesNameTheSameColoursAndTheStylesUseNoOthers() {
        assertEquals(colours("light.css").keySet(), colours("dark.css").keySet());
        assertTrue(!read("desk.css").contains("#"), "desk.css has a colour of its own, which no theme can change");
    }

    @Test
    void theContrastIsThatOfTheStandard() {
        assertEquals(21.0, contrast(0x000000, 0xffffff), 0.01);
        assertEquals(4.54, contrast(0x767676, 0xffffff), 0.01);
    }

    private static List<String> below(Map<String, Integer> colours, List<String> pairs, double least) {
        List<String> below = new ArrayList<>();
        for (String pair : pairs) {
            String[] names = pair.split(" on ");
            double contrast = contrast(colours.get(names[0]), colours.get(names[1]));
            if (contrast < least) {
                below.add(String.format("%s is %.2f", pair, contrast));
            }
        }
        return below;
    }

    private static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
    }

    private static double linear(int channel) {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static Map<String, Integer> colours(String sheet) {
        Map<String, Integer> colours = new TreeMap<>();
        Matcher found = COLOUR.matcher(read(sheet));
        while (found.find()) {
            colours.put(found.group(1), Integer.parseInt(found.group(2), 16));
        }
        return colours;
    }

    private static String read(String sheet) {
        try (InputStream in = Theme.class.getResourceAsStream(sheet)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
