package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.SchemaRule.absent;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.any;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.filled;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.integer;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.listOf;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.number;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.oneOf;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.record;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.recordOf;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.text;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.utc;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.utcOrMillis;
import static dev.mooring.sync.okhttp.entitysync.SchemaRule.where;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be pushed (§1, push), and what the batch route carries besides (§1, batch; §5). One value that the server's schema refuses makes it refuse the whole push without saying
 * which, and a field that the schema does not know is gone without a word, so both are found here, before a mutation is
 * recorded.
 *
 * <p>The live channel lets clients of the server's own make entities that a push refuses or cuts. The batch route stores what it
 * is given, so these go there. Still refused is what no client of the server makes: it would be stored, and nobody could read it.
 */
final class EntitySchema {
    private static final SchemaRule TEXTS = listOf(text());
    private static final SchemaRule NO_TOMBSTONE = absent("must not be set: delete by a mutation of kind delete");

    private static final KnownFields PIECE = piece().fields(text(), "composer");

    private static final KnownFields ENTRY = entry().field(
                    "type", oneOf("practice", "performance", "lesson", "rehearsal", "technique", "status_change"))
            .field("pieces", listOf(PIECE))
            .field(
                    "mood",
                    oneOf("frustrated", "neutral", "satisfied", "excited").orNull());

    private static final KnownFields LIVE_ENTRY = entry().field(
                    "type",
                    oneOf(
                            "practice",
                            "performance",
                            "lesson",
                            "rehearsal",
                            "technique",
                            "status_change",
                            "masterclass",
                            "other"))
            .field("pieces", listOf(piece().fields(text().orNull(), "composer").open()))
            .field(
                    "mood",
                    oneOf("frustrated", "neutral", "satisfied", "excited", "proud")
                            .orNull())
            .open();

    private static KnownFields piece() {
        return KnownFields.requiring("title").fields(text(), "id", "title").field("duration", number());
    }

    private static KnownFields entry() {
        return KnownFields.requiring()
                .field("timestamp", utcOrMillis())
                .field("duration", integer(0))
                .field("instrument", filled())
                .fields(TEXTS, "techniques", "tags", "goalIds", "goal_ids")
                .fields(text().orNull(), "notes", "session_id", "checksum", "device_id")
                .field("metadata", record().orNull())
                .fields(utcOrMillis(), "created_at", "updated_at")
                .field("sync_version", integer());
    }

    private static final KnownFields GOAL = goal().field("status", oneOf("active", "completed", "abandoned"));

    private static final KnownFields LIVE_GOAL = goal().field(
                    "status", oneOf("active", "completed", "abandoned", "paused", "cancelled"))
            .open();

    private static KnownFields goal() {
        return KnownFields.requiring()
                .field("title", filled())
                .fields(text().orNull(), "description", "target_date")
                .field("type", oneOf("practice_time", "accuracy", "repertoire", "custom"))
                .field("target_value", integer().orNull())
                .field("current_value", integer())
                .fields(utc(), "created_at", "updated_at");
    }

    /** As the live channel takes it, which cuts off what it does not know. */
    private static final KnownFields REPERTOIRE = KnownFields.requiring("title", "status")
            .fields(text(), "title", "score_id", "scoreId")
            .fields(text().orNull(), "composer", "notes")
            .field("status", oneOf("planned", "learning", "working", "polished", "performance_ready", "archived"))
            .fields(utc().orNull(), "started_at", "last_practiced_at")
            .fields(number().orNull(), "target_tempo", "current_tempo")
            .field("tags", TEXTS)
            .fields(utc(), "created_at", "updated_at");

    private static final SchemaRule PIECE_REFS =
            listOf(KnownFields.requiring().fields(text(), "scoreId", "title").field("composer", text().orNull()));

    private static final KnownFields SCHEDULE = KnownFields.requiring("kind")
            .field("kind", oneOf("single", "recurring"))
            .fields(text(), "rule", "timeOfDay", "startDate", "target")
            .field("durationMinutes", integer(1))
            .field("flexibility", oneOf("fixed", "same-day", "anytime"))
            .field("endDate", text().orNull())
            .field("metadata", record());

    private static final KnownFields PLAN = plan();
    private static final KnownFields LIVE_PLAN = plan().open();
    private static final KnownFields TEMPLATE = template();
    private static final KnownFields LIVE_TEMPLATE = template().open();

    private static KnownFields plan() {
        return planned()
                .field("visibility", oneOf("private", "shared", "template"))
                .field("status", oneOf("draft", "active", "completed", "archived"))
                .field("ownerId", text())
                .field("archivedAt", text().orNull());
    }

    private static KnownFields template() {
        return planned()
                .field("visibility", oneOf("public", "private"))
                .fields(text(), "authorId", "sourcePlanId", "publishedAt")
                .field("adoptionCount", integer());
    }

    private static final SchemaRule SCALAR = where(
            "must be a number, a string or null",
            value -> value instanceof Double || value instanceof String || value == Tree.Null.NULL);

    private static final KnownFields SEGMENT = KnownFields.requiring("label")
            .fields(text(), "id", "instructions")
            .field("label", filled())
            .field("durationMinutes", integer(1))
            .field("pieceRefs", PIECE_REFS)
            .field("techniques", TEXTS)
            .field("tempoTargets", recordOf(SCALAR))
            .field("metadata", record());

    private static final KnownFields OCCURRENCE = occurrence();
    private static final KnownFields LIVE_OCCURRENCE = occurrence().open();

    private static KnownFields occurrence() {
        return KnownFields.requiring("planId")
                .field("planId", filled())
                .fields(
                        text().orNull(),
                        "scheduledStart",
                        "scheduledEnd",
                        "flexWindow",
                        "recurrenceKey",
                        "logEntryId",
                        "notes")
                .field("segments", listOf(SEGMENT))
                .field("targets", recordOf(scalarOr(number())))
                .field("reflectionPrompts", TEXTS)
                .field("status", oneOf("scheduled", "completed", "skipped", "expired"))
                .field(
                        "checkIn",
                        KnownFields.requiring().field("recordedAt", text()).field("responses", record()))
                .field("reminderState", record())
                .field("metrics", recordOf(scalarOr(any())));
    }

    static {
        for (KnownFields fields : new KnownFields[] {
            ENTRY,
            GOAL,
            PLAN,
            TEMPLATE,
            OCCURRENCE,
            LIVE_ENTRY,
            LIVE_GOAL,
            LIVE_PLAN,
            LIVE_TEMPLATE,
            LIVE_OCCURRENCE,
            REPERTOIRE
        }) {
            fields.field("id", filled()).fields(utc(), "createdAt", "updatedAt");
            fields.fields(NO_TOMBSTONE, "deletedAt", "deleted_at");
        }
        for (KnownFields fields :
                new KnownFields[] {LIVE_ENTRY, LIVE_GOAL, LIVE_PLAN, LIVE_TEMPLATE, LIVE_OCCURRENCE}) {
            fields.field("user_id", (path, value) -> {
                throw new RefusedPayload(path, "is not kept by the server");
            });
        }
    }

    private EntitySchema() {}

    private static KnownFields planned() {
        return KnownFields.requiring()
                .field("title", filled())
                .field("description", text().orNull())
                .field("type", oneOf("bootcamp", "course", "custom"))
                .fields(TEXTS, "focusAreas", "techniques", "tags")
                .field("pieceRefs", PIECE_REFS)
                .field("schedule", EntitySchema::checkSchedule)
                .field("templateVersion", integer())
                .field("metadata", record());
    }

    private static SchemaRule scalarOr(SchemaRule element) {
        SchemaRule list = listOf(element);
        return (path, value) -> {
            if (value instanceof List) {
                list.check(path, value);
            } else {
                SCALAR.check(path, value);
            }
        };
    }

    /** Throws {@link RefusedPayload} for an entity that a push would refuse or cut. */
    static void checkPush(EntityCollection type, Object entity) {
        switch (type) {
            case ENTRY -> checkEntry(ENTRY, entity);
            case GOAL -> GOAL.check("", entity);
            case PLAN -> PLAN.check("", entity);
            case OCCURRENCE -> OCCURRENCE.check("", entity);
            case TEMPLATE -> TEMPLATE.check("", entity);
            case PIECE -> REPERTOIRE.check("", entity);
        }
    }

    /** Throws {@link RefusedPayload} for an entity that no client of the server makes, over whatever route. */
    static void check(EntityCollection type, Object entity) {
        switch (type) {
            case ENTRY -> checkEntry(LIVE_ENTRY, entity);
            case GOAL -> LIVE_GOAL.check("", entity);
            case PLAN -> LIVE_PLAN.check("", entity);
            case OCCURRENCE -> LIVE_OCCURRENCE.check("", entity);
            case TEMPLATE -> LIVE_TEMPLATE.check("", entity);
            case PIECE -> REPERTOIRE.check("", entity);
        }
    }

    /** Whether a push takes an entity as it is. */
    static boolean isPushed(EntityCollection type, Object entity) {
        try {
            checkPush(type, entity);
            return true;
        } catch (RefusedPayload e) {
            return false;
        }
    }

    private static void checkEntry(KnownFields fields, Object entity) {
        fields.check("", entity);
        Map<?, ?> entry = (Map<?, ?>) entity;
        Object goals = entry.get("goalIds");
        Object others = entry.get("goal_ids");
        if (isFilled(goals) && isFilled(others) && !Objects.equals(goals, others)) {
            throw new RefusedPayload("goal_ids", "must not differ from goalIds: the server keeps one of them");
        }
    }

    private static boolean isFilled(@Nullable Object list) {
        return list instanceof List<?> some && !some.isEmpty();
    }

    private static void checkSchedule(String path, Object value) {
        SCHEDULE.check(path, value);
        Map<?, ?> schedule = (Map<?, ?>) value;
        if (!"recurring".equals(schedule.get("kind"))) {
            return;
        }
        if (!(schedule.get("rule") instanceof String rule) || !hasFrequency(rule)) {
            throw new RefusedPayload(path + ".rule", "must have FREQ=DAILY, WEEKLY or MONTHLY where kind is recurring");
        }
        if (schedule.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("recurrence") instanceof Map<?, ?> recurrence
                && !isFrequency(recurrence.get("frequency"))) {
            throw new RefusedPayload(path + ".metadata.recurrence.frequency", "must be DAILY, WEEKLY or MONTHLY");
        }
    }

    private static boolean hasFrequency(String rule) {
        for (String part : rule.split(";", -1)) {
            String[] pair = part.split("=", -1);
            if (pair.length > 1 && pair[0].trim().equalsIgnoreCase("FREQ") && isFrequency(pair[1].trim())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFrequency(@Nullable Object word) {
        if (!(word instanceof String text)) {
            return false;
        }
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.equals("DAILY") || upper.equals("WEEKLY") || upper.equals("MONTHLY");
    }
}
