package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.function.Consumer;
import java.util.function.Function;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * How a mutation becomes an event and an event becomes a change: in an {@link Envelope}, or plain.
 *
 * @param device goes into the envelope
 * @param typeOfKind names the event type
 * @param plain null for the envelope
 */
record EventForm(
        String device,
        Function<String, String> typeOfKind,
        @Nullable EventMapping plain) {
    /** Written by the server alone; it refuses a whole batch that holds one. */
    static final String SERVER_ONLY = "proxy_minted";

    /** Milliseconds even where they are zero, as the server's other clients write it. */
    private static final DateTimeFormatter ISO_MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** How the log names this client: by its device, if there is an envelope to carry it. */
    String origin() {
        return plain == null ? device : "";
    }

    Event event(long sequence, Mutation mutation) {
        return new Event(
                checked(sequence, mutation),
                timestamp(mutation),
                type(mutation),
                mutation.schemaVersion(),
                plain == null ? Envelope.wrap(mutation, device) : mutation.payload());
    }

    static long checked(long sequence, Mutation mutation) {
        if (sequence > LogCursor.MAX_SEQUENCE) {
            throw new IllegalArgumentException("no sequence number is left for mutation " + mutation.id());
        }
        return sequence;
    }

    static String timestamp(Mutation mutation) {
        return ISO_MILLIS.format(mutation.createdAt());
    }

    String type(Mutation mutation) {
        return typeOfKind.apply(mutation.kind());
    }

    /** The payload of the event, piece by piece. */
    void payload(Mutation mutation, Consumer<String> pieces) {
        if (plain == null) {
            Envelope.wrap(mutation, device, pieces);
        } else {
            pieces.accept(mutation.payload());
        }
    }

    /** How much the server has to keep in one row. */
    long payloadBytes(Mutation mutation) {
        long[] bytes = {0};
        payload(mutation, piece -> bytes[0] += Utf8.size(piece));
        return bytes[0];
    }

    String echo(Mutation mutation) {
        return plain == null ? mutation.id().toString() : event(0, mutation).content();
    }

    Incoming incoming(Event event) {
        if (event.unreadable() != null) {
            return Incoming.unreadable(event.sequence(), event.type(), "the event's " + event.unreadable());
        }
        if (plain != null) {
            EventMapping.Subject subject;
            try {
                subject = plain.read(event.type(), event.payload());
            } catch (RuntimeException e) {
                return Incoming.unreadable(
                        event.sequence(), event.type(), "the app's event mapping could not read the event");
            }
            return incoming(
                    event, subject.collection(), subject.key(), subject.kind(), event.payload(), "", event.content());
        }
        Envelope envelope = Envelope.open(event.payload());
        if (envelope == null) {
            String key = Long.toString(event.sequence());
            return incoming(event, event.type(), key, event.type(), event.payload(), "", "");
        }
        return incoming(
                event,
                envelope.collection(),
                envelope.key(),
                envelope.kind(),
                envelope.data(),
                envelope.device(),
                envelope.id());
    }

    private static Incoming incoming(
            Event event, String collection, String key, String kind, String payload, String origin, String echo) {
        long version = event.schemaVersion();
        Change change = new Change(
                event.sequence(),
                collection,
                key,
                kind,
                payload,
                kind.equals(Mutation.DELETE),
                version == (int) version ? (int) version : 0,
                event.timestamp(),
                origin);
        return new Incoming(change, echo);
    }
}
