package dev.mooring.sync.testing.entitysync;

import static dev.mooring.sync.testing.entitysync.Rule.integer;
import static dev.mooring.sync.testing.entitysync.Rule.listOf;
import static dev.mooring.sync.testing.entitysync.Rule.lowerCase;
import static dev.mooring.sync.testing.entitysync.Rule.number;
import static dev.mooring.sync.testing.entitysync.Rule.oneOf;
import static dev.mooring.sync.testing.entitysync.Rule.record;
import static dev.mooring.sync.testing.entitysync.Rule.recordOf;
import static dev.mooring.sync.testing.entitysync.Rule.safeInteger;
import static dev.mooring.sync.testing.entitysync.Rule.stamp;
import static dev.mooring.sync.testing.entitysync.Rule.stampOrMillis;
import static dev.mooring.sync.testing.entitysync.Rule.text;
import static dev.mooring.sync.testing.entitysync.Rule.where;

import dev.mooring.sync.testing.script.ScriptValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The schemas of what a socket takes, which are not those of HTTP: entries need more fields here and may have more, and what is missing is
 * filled in. What a schema does not name is stripped, what is kept stands in the schema's order.
 */
final class EventSchema {
    private static final Rule TEXTS = listOf(text());
    private static final Rule MAYBE_TEXT = text().orNull();
    private static final Rule MAYBE_STAMP = stamp().orNull();

    private static final Fields PIECE = Fields.requiring("title")
            .field("title", text())
            .field("composer", MAYBE_TEXT)
            .field("measures", MAYBE_TEXT)
            .field("tempo", number().orNull())
            .field("duration", number());

    /** Rows of the table are read by it too: one that does not fit is left out of a stream without a word. */
    static final Fields ENTRY = Fields.requiring("id", "timestamp", "duration", "type", "instrument")
            .fields(text(), "id", "user_id")
            .field("timestamp", stampOrMillis())
            .field("duration", integer(0))
            .field(
                    "type",
                    oneOf(
                            "practice",
                            "performance",
                            "lesson",
                            "masterclass",
                            "rehearsal",
                            "technique",
                            "status_change",
                            "other"))
            .field("instrument", lowerCase())
            .field("pieces", listOf(PIECE), List.of())
            .field("techniques", TEXTS, List.of())
            .field("goal_ids", TEXTS, List.of())
            .field("goalIds", TEXTS, List.of())
            .field("notes", MAYBE_TEXT)
            .field(
                    "mood",
                    oneOf("frustrated", "neutral", "satisfied", "excited", "proud")
                            .orNull())
            .field("tags", TEXTS, List.of())
            .field("session_id", MAYBE_TEXT)
            .field("metadata", record().orNull())
            .field("created_at", stampOrMillis())
            .field("createdAt", stamp())
            .field("updated_at", stampOrMillis())
            .field("updatedAt", stamp())
            .field("sync_version", integer(), 1.0)
            .fields(MAYBE_TEXT, "checksum", "deleted_at", "deletedAt", "device_id")
            .fields(text(), "scoreId", "scoreTitle", "scoreComposer")
            .field("autoTracked", where("a boolean", Boolean.class::isInstance));

    /** A piece of the repertoire. */
    static final Fields REPERTOIRE = Fields.requiring("id", "title", "status")
            .fields(text(), "id", "user_id")
            .field("score_id", MAYBE_TEXT)
            .fields(text(), "scoreId", "title")
            .field("composer", MAYBE_TEXT)
            .field("status", oneOf("planned", "learning", "working", "polished", "performance_ready", "archived"))
            .fields(MAYBE_STAMP, "started_at", "last_practiced_at")
            .fields(number().orNull(), "target_tempo", "current_tempo")
            .field("notes", MAYBE_TEXT)
            .field("tags", TEXTS, List.of())
            .fields(stamp(), "created_at", "updated_at");

    private static final Rule PIECE_REFS =
            listOf(Fields.requiring().fields(text(), "scoreId", "title").field("composer", MAYBE_TEXT));

    private static final Fields SEGMENT = Fields.requiring("label")
            .fields(text(), "id", "label")
            .field("durationMinutes", integer(0))
            .field("pieceRefs", PIECE_REFS)
            .field("techniques", TEXTS)
            .field("instructions", text())
            .field("tempoTargets", recordOf(number().or(MAYBE_TEXT)))
            .field("metadata", record());

    private static final Fields OCCURRENCE = Fields.requiring("id", "planId", "status")
            .fields(text(), "id", "planId", "plan_id", "user_id")
            .fields(MAYBE_STAMP, "scheduledStart", "scheduledEnd")
            .fields(MAYBE_TEXT, "flexWindow", "recurrenceKey")
            .field("segments", listOf(SEGMENT), List.of())
            .field("targets", record(), Map.of())
            .field("reflectionPrompts", TEXTS, List.of())
            .field("status", oneOf("scheduled", "completed", "skipped", "expired"))
            .field("logEntryId", MAYBE_TEXT)
            .field("checkIn", Fields.requiring().field("recordedAt", stamp()).field("responses", record()))
            .field("notes", MAYBE_TEXT)
            .fields(record(), "reminderState", "metrics")
            .fields(stamp(), "createdAt", "updatedAt")
            .field("deletedAt", MAYBE_TEXT);

    private static final Fields SCHEDULE = Fields.requiring("kind")
            .field("kind", oneOf("single", "recurring"))
            .field("rule", text())
            .field("durationMinutes", integer(0))
            .field("timeOfDay", text())
            .field("flexibility", oneOf("fixed", "same-day", "anytime").orNull())
            .field("startDate", stamp())
            .field("endDate", MAYBE_STAMP)
            .field("target", stamp())
            .field("metadata", record(), Map.of());

    private static final Fields PLAN = Fields.requiring(
                    "id", "title", "type", "schedule", "visibility", "status", "createdAt", "updatedAt")
            .fields(text(), "id", "user_id", "title")
            .field("description", MAYBE_TEXT)
            .field("type", oneOf("bootcamp", "course", "custom"))
            .field("focusAreas", TEXTS, List.of())
            .field("techniques", TEXTS, List.of())
            .field("pieceRefs", PIECE_REFS, List.of())
            .field("schedule", SCHEDULE)
            .field("visibility", oneOf("private", "shared", "template"))
            .field("status", oneOf("draft", "active", "completed", "archived"))
            .field("ownerId", text())
            .field("templateVersion", integer())
            .field("tags", TEXTS, List.of())
            .field("metadata", record(), Map.of())
            .fields(stamp(), "createdAt", "updatedAt")
            .field("archivedAt", MAYBE_STAMP)
            .field("deletedAt", MAYBE_TEXT);

    private static final Map<String, Fields> EVENTS = new HashMap<>();

    static {
        for (String type : List.of("ENTRY_CREATED", "ENTRY_UPDATED")) {
            EVENTS.put(type, event("entry").field("entry", ENTRY));
        }
        EVENTS.put("ENTRY_DELETED", event("entryId").field("entryId", text()));
        for (String type : List.of("PIECE_ADDED", "PIECE_UPDATED")) {
            EVENTS.put(type, event("piece").field("piece", REPERTOIRE));
        }
        for (String type : List.of("PLAN_CREATED", "PLAN_UPDATED")) {
            EVENTS.put(type, event("plan").field("plan", PLAN).field("occurrences", listOf(OCCURRENCE)));
        }
        EVENTS.put("PLAN_OCCURRENCE_COMPLETED", event("occurrence").field("occurrence", OCCURRENCE));
        EVENTS.replaceAll((type, fields) -> tail(fields, "seq"));
        for (String type : List.of("PIECE_REMOVED", "PIECE_DISSOCIATED")) {
            EVENTS.put(
                    type,
                    event("scoreId")
                            .field("scoreId", text())
                            .fields(stamp(), "timestamp")
                            .field("userId", text())
                            .field("piece", REPERTOIRE)
                            .field("seq", safeInteger(0)));
        }
        EVENTS.put("BULK_SYNC", tail(event("entries").field("entries", listOf(ENTRY)), "lastSeq"));
        EVENTS.put("REPERTOIRE_BULK_SYNC", tail(event("pieces").field("pieces", listOf(REPERTOIRE)), "lastSeq"));
        EVENTS.put("SYNC_REQUEST", tail(event().field("lastSyncTime", stamp()), "lastSeq"));
        EVENTS.put("PING", event().field("timestamp", stamp()));
    }

    private EventSchema() {}

    private static Fields event(String... required) {
        String[] all = new String[required.length + 2];
        System.arraycopy(required, 0, all, 0, required.length);
        all[required.length] = "type";
        all[required.length + 1] = "timestamp";
        return Fields.requiring(all).field("type", text());
    }

    private static Fields tail(Fields fields, String sequence) {
        return fields.field("timestamp", stamp()).field("userId", text()).field(sequence, safeInteger(0));
    }

    /**
     * What the server keeps of an event.
     *
     * @param event as read
     * @return the event, to be changed freely
     * @throws Refusal if no schema takes it
     */
    @SuppressWarnings("unchecked")
    static Map<String, Object> take(Object event) {
        Fields fields = event instanceof Map<?, ?> map && ScriptValue.get(map, "type") instanceof String type
                ? EVENTS.get(type)
                : null;
        if (fields == null) {
            throw new Refusal("a type of event");
        }
        return (Map<String, Object>) fields.take(event);
    }
}
