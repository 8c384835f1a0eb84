package dev.mooring.sync.testing.entitysync;

import static dev.mooring.sync.testing.entitysync.Rule.any;
import static dev.mooring.sync.testing.entitysync.Rule.filled;
import static dev.mooring.sync.testing.entitysync.Rule.integer;
import static dev.mooring.sync.testing.entitysync.Rule.listOf;
import static dev.mooring.sync.testing.entitysync.Rule.lowerCase;
import static dev.mooring.sync.testing.entitysync.Rule.number;
import static dev.mooring.sync.testing.entitysync.Rule.oneOf;
import static dev.mooring.sync.testing.entitysync.Rule.record;
import static dev.mooring.sync.testing.entitysync.Rule.recordOf;
import static dev.mooring.sync.testing.entitysync.Rule.stamp;
import static dev.mooring.sync.testing.entitysync.Rule.stampOrMillis;
import static dev.mooring.sync.testing.entitysync.Rule.text;
import static dev.mooring.sync.testing.entitysync.Rule.where;

import java.util.Arrays;

/** The schemas of the two bodies that the server validates. One bad value anywhere refuses the whole body. */
final class Schema {
    private static final Rule TEXTS = listOf(text());

    private static final Fields PIECE = Fields.requiring("title")
            .field("id", text())
            .field("title", text())
            .field("composer", text())
            .field("duration", number());

    private static final Fields ENTRY = Fields.requiring("id")
            .fields(text(), "id", "user_id")
            .field("timestamp", stampOrMillis())
            .field("duration", integer(0))
            .field("type", oneOf("practice", "performance", "lesson", "rehearsal", "technique", "status_change"))
            .field("instrument", lowerCase())
            .field("pieces", listOf(PIECE))
            .fields(TEXTS, "techniques", "goal_ids", "goalIds")
            .field("notes", text().orNull())
            .field(
                    "mood",
                    oneOf("frustrated", "neutral", "satisfied", "excited").orNull())
            .field("tags", TEXTS)
            .field("session_id", text().orNull())
            .field("metadata", record().orNull())
            .field("created_at", stampOrMillis())
            .field("createdAt", stamp())
            .field("updated_at", stampOrMillis())
            .field("updatedAt", stamp())
            .field("sync_version", integer())
            .fields(text().orNull(), "checksum", "deleted_at", "deletedAt", "device_id");

    private static final Fields GOAL = Fields.requiring("id")
            .fields(text(), "id", "user_id")
            .field("title", filled())
            .field("description", text().orNull())
            .field("type", oneOf("practice_time", "accuracy", "repertoire", "custom"))
            .field("target_value", integer().orNull())
            .field("current_value", integer())
            .field("target_date", text().orNull())
            .field("status", oneOf("active", "completed", "abandoned"))
            .fields(text(), "created_at", "updated_at");

    private static final Rule PIECE_REFS =
            listOf(Fields.requiring().fields(text(), "scoreId", "title").field("composer", text().orNull()));

    private static final Fields SCHEDULE = Fields.requiring("kind")
            .field("kind", oneOf("single", "recurring"))
            .field("rule", text())
            .field("durationMinutes", integer(1))
            .field("timeOfDay", text())
            .field("flexibility", oneOf("fixed", "same-day", "anytime"))
            .field("startDate", text())
            .field("endDate", text().orNull())
            .field("target", text())
            .field("metadata", record());

    private static final Fields PLAN = planned(Fields.requiring("id").fields(text(), "id", "user_id"))
            .field("visibility", oneOf("private", "shared", "template"))
            .field("status", oneOf("draft", "active", "completed", "archived"))
            .field("ownerId", text())
            .field("templateVersion", integer())
            .field("tags", TEXTS)
            .field("metadata", record())
            .fields(text(), "createdAt", "updatedAt")
            .fields(text().orNull(), "archivedAt", "deletedAt");

    private static final Fields TEMPLATE = planned(
                    Fields.requiring("id").fields(text(), "id", "authorId", "sourcePlanId"))
            .field("tags", TEXTS)
            .field("templateVersion", integer())
            .field("visibility", oneOf("public", "private"))
            .field("adoptionCount", integer())
            .field("metadata", record())
            .fields(text(), "publishedAt", "createdAt", "updatedAt")
            .field("deletedAt", text().orNull());

    private static final Rule SCALAR = number().or(text().orNull());

    private static final Fields SEGMENT = Fields.requiring("label")
            .field("id", text())
            .field("label", filled())
            .field("durationMinutes", integer(1))
            .field("pieceRefs", PIECE_REFS)
            .field("techniques", TEXTS)
            .field("instructions", text())
            .field("tempoTargets", recordOf(SCALAR))
            .field("metadata", record());

    private static final Fields OCCURRENCE = Fields.requiring("id", "planId")
            .fields(text(), "id", "planId", "user_id")
            .fields(text().orNull(), "scheduledStart", "scheduledEnd", "flexWindow", "recurrenceKey")
            .field("segments", listOf(SEGMENT))
            .field("targets", recordOf(SCALAR.or(listOf(number()))))
            .field("reflectionPrompts", TEXTS)
            .field("status", oneOf("scheduled", "completed", "skipped", "expired"))
            .field("logEntryId", text().orNull())
            .field("checkIn", Fields.requiring().field("recordedAt", text()).field("responses", record()))
            .field("notes", text().orNull())
            .field("reminderState", record())
            .field("metrics", recordOf(SCALAR.or(listOf(any()))))
            .fields(text(), "createdAt", "updatedAt")
            .field("deletedAt", text().orNull());

    /** The body of a push. */
    static final Rule PUSH = Fields.requiring("changes")
            .field(
                    "changes",
                    Fields.requiring()
                            .field("entries", listOf(ENTRY))
                            .field("goals", listOf(GOAL))
                            .field("practicePlans", listOf(PLAN))
                            .field("planOccurrences", listOf(OCCURRENCE))
                            .field("planTemplates", listOf(TEMPLATE)))
            .field("lastSyncToken", text());

    /** The body of a batch; data may be anything, even missing. */
    static final Rule BATCH = Fields.requiring("entities")
            .field(
                    "entities",
                    listOf(Fields.requiring("id", "type", "checksum", "version")
                            .field("id", text())
                            .field("type", where("a type of a batch", value -> EntityType.ofBatch(value) != null))
                            .field("data", any())
                            .field("checksum", text())
                            .field("version", integer(1))))
            .field("syncToken", text());

    private Schema() {}

    /** What plans and templates have in common. */
    private static Fields planned(Fields fields) {
        return fields.field("title", filled())
                .field("description", text().orNull())
                .field("type", oneOf("bootcamp", "course", "custom"))
                .fields(TEXTS, "focusAreas", "techniques")
                .field("pieceRefs", PIECE_REFS)
                .field("schedule", SCHEDULE);
    }

    static EntityType[] pushOrder() {
        return Arrays.copyOf(PUSH_ORDER, PUSH_ORDER.length);
    }

    private static final EntityType[] PUSH_ORDER = {
        EntityType.LOGBOOK_ENTRY,
        EntityType.PRACTICE_PLAN,
        EntityType.PLAN_OCCURRENCE,
        EntityType.PLAN_TEMPLATE,
        EntityType.GOAL
    };
}
