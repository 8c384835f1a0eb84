package dev.mooring.examples.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a request: JSON of a bounded size, and its members by type. */
final class Body {
    static final int MOST_BYTES = 8 << 20;

    private static final int MOST_SKIPPED = 32 << 20;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_BYTES)
                            .maxNestingDepth(200)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode node;

    private Body(JsonNode node) {
        this.node = node;
    }

    /** The body of a request. */
    static Body of(Context request) {
        try (InputStream in = request.bodyInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                in.skip(MOST_SKIPPED); // A client that is cut while it sends hears no answer.
                throw Refusal.tooLarge("The body has more than " + MOST_BYTES + " bytes.");
            }
            JsonNode node = JSON.readTree(bytes);
            if (node == null || !node.isObject()) {
                throw Refusal.malformed("The body must be a JSON object.");
            }
            return new Body(node);
        } catch (JsonProcessingException e) {
            throw Refusal.malformed("Invalid JSON body.");
        } catch (IOException e) {
            throw Refusal.malformed("The body was cut short.");
        }
    }

    /** A member, which may be missing or null. */
    @Nullable
    JsonNode member(String name) {
        JsonNode member = node.get(name);
        return member == null || member.isNull() ? null : member;
    }

    /** A member that is an object, or null. */
    @Nullable
    Body object(String name) {
        JsonNode member = member(name);
        if (member != null && !member.isObject()) {
            throw Refusal.malformed(name + " must be an object.");
        }
        return member == null ? null : new Body(member);
    }

    static Body of(JsonNode node, String name) {
        if (!node.isObject()) {
            throw Refusal.malformed(name + " must be an object.");
        }
        return new Body(node);
    }

    /** A text of at most so many characters, or null. */
    @Nullable
    String text(String name, int most) {
        JsonNode member = member(name);
        if (member == null) {
            return null;
        }
        if (!member.isTextual()) {
            throw Refusal.malformed(name + " must be a string.");
        }
        if (member.textValue().length() > most) {
            throw Refusal.malformed(name + " has more than " + most + " characters.");
        }
        return member.textValue();
    }

    /** A text that must be there. */
    String needed(String name, int most) {
        String text = text(name, most);
        if (text == null) {
            throw Refusal.malformed(name + " is missing.");
        }
        return text;
    }

    /** A whole number from 0 on that a double holds exactly; the default if it is missing. */
    long number(String name, long otherwise) {
        JsonNode member = member(name);
        if (member == null) {
            return otherwise;
        }
        if (!member.isIntegralNumber() || !member.canConvertToLong()) {
            throw Refusal.malformed(name + " must be a whole number.");
        }
        long number = member.longValue();
        if (number < 0 || number > 1L << 53) {
            throw Refusal.malformed(name + " must be from 0 to 2^53.");
        }
        return number;
    }

    boolean flag(String name) {
        JsonNode member = member(name);
        return member != null && member.booleanValue();
    }

    JsonNode node() {
        return node;
    }

    Iterable<Map.Entry<String, JsonNode>> members() {
        return node.properties();
    }
}
