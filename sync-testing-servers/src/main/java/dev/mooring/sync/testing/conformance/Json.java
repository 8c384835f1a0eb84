package dev.mooring.sync.testing.conformance;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, texts, booleans, {@link BigDecimal}s and null, with every digit of a number. */
final class Json {
    private Json() {}

    /** Reads a whole text; throws an {@link IOException} if it is no JSON. */
    static @Nullable Object read(String text) throws IOException {
        JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text));
        try {
            Object value = value(reader);
            if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
                throw new IOException("there is more behind the JSON");
            }
            return value;
        } catch (EOFException e) {
            throw new IOException("the JSON is cut", e);
        } catch (com.squareup.moshi.JsonDataException | NumberFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    map.put(reader.nextName(), value(reader));
                }
                reader.endObject();
                return map;
            case BEGIN_ARRAY:
                List<@Nullable Object> list = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(value(reader));
                }
                reader.endArray();
                return list;
            case STRING:
                return reader.nextString();
            case NUMBER:
                return new BigDecimal(reader.nextString());
            case BOOLEAN:
                return reader.nextBoolean();
            case NULL:
                return reader.nextNull();
            default:
                throw new IOException("no JSON");
        }
    }

    /** One text of maps, lists, texts, numbers, booleans and null. */
    static String write(@Nullable Object value) {
        Buffer buffer = new Buffer();
        try {
            JsonWriter writer = JsonWriter.of(buffer);
            writer.setSerializeNulls(true);
            write(writer, value);
            writer.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e); // A buffer in memory does not fail.
        }
        return buffer.readUtf8();
    }

    private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            writer.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writer.name(String.valueOf(entry.getKey()));
                write(writer, entry.getValue());
            }
            writer.endObject();
        } else if (value instanceof Iterable<?> list) {
            writer.beginArray();
            for (Object each : list) {
                write(writer, each);
            }
            writer.endArray();
        } else if (value instanceof Number number) {
            writer.value(number);
        } else if (value instanceof Boolean bool) {
            writer.value(bool);
        } else if (value == null) {
            writer.nullValue();
        } else {
            writer.value(value.toString());
        }
    }
}
