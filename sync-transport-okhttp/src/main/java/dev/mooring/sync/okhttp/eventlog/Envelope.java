package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What travels inside the payload text beside the app's own payload, since the server keeps nothing else:
 *
 * <pre>{"mooring":{"v":1,"id":"…","device":"…","collection":"…","key":"…","kind":"…"},"data":…}</pre>
 *
 * <p>The app's payload stands in {@code data} exactly as it was given, and is taken out exactly as it stands there.
 */
record Envelope(String id, String device, String collection, String key, String kind, String data) {
    private static final String OPENING = "{\"mooring\":{\"v\":1,\"id\":\"";

    /** As one text. */
    static String wrap(Mutation mutation, String device) {
        StringBuilder text = new StringBuilder(160 + mutation.payload().length());
        wrap(mutation, device, text::append);
        return text.toString();
    }

    /** Piece by piece, so that who counts or writes it need not put it together. No piece ends inside a character. */
    static void wrap(Mutation mutation, String device, Consumer<String> pieces) {
        pieces.accept(OPENING);
        pieces.accept(mutation.id().toString());
        pieces.accept("\",\"device\":\"");
        pieces.accept(escaped(device));
        pieces.accept("\",\"collection\":\"");
        pieces.accept(escaped(mutation.collection()));
        pieces.accept("\",\"key\":\"");
        pieces.accept(escaped(mutation.key()));
        pieces.accept("\",\"kind\":\"");
        pieces.accept(escaped(mutation.kind()));
        pieces.accept("\"},\"data\":");
        pieces.accept(mutation.payload());
        pieces.accept("}");
    }

    /**
     * Opens a payload.
     *
     * @param payload any text
     * @return what is in it, or null if it is not an envelope of this version: another writer's
     */
    static @Nullable Envelope open(String payload) {
        // Nearly every text that is not an envelope is told by this word; our own need not be searched for it.
        if (!payload.startsWith(OPENING) && payload.indexOf("\"mooring\"") < 0) {
            return null;
        }
        return new EnvelopeScanner(payload).scan();
    }

    private static String escaped(String value) {
        return JsonWriter.escaped(value, JsonEscapes.NUMBERED);
    }
}
