package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.Rule.absent;
import static dev.mooring.sync.okhttp.entitysync.Rule.any;
import static dev.mooring.sync.okhttp.entitysync.Rule.filled;
import static dev.mooring.sync.okhttp.entitysync.Rule.integer;
import static dev.mooring.sync.okhttp.entitysync.Rule.listOf;
import static dev.mooring.sync.okhttp.entitysync.Rule.number;
import static dev.mooring.sync.okhttp.entitysync.Rule.oneOf;
import static dev.mooring.sync.okhttp.entitysync.Rule.record;
import static dev.mooring.sync.okhttp.entitysync.Rule.recordOf;
import static dev.mooring.sync.okhttp.entitysync.Rule.text;
import static dev.mooring.sync.okhttp.entitysync.Rule.utc;
import static dev.mooring.sync.okhttp.entitysync.Rule.utcOrMillis;
import static dev.mooring.sync.okhttp.entitysync.Rule.where;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What may be pushed (§1, push). One value that the server's schema refuses makes it refuse the whole push without saying
 * which, and a field that the schema does not know is gone without a word, so both are found here, before a mutation is
 * recorded.
 */
final class Schema {
    private static final Rule TEXTS = listOf(text());
    private static final Rule NO_TOMBSTONE = absent("must not be set: delete by a mutation of kind delete");

    private static final Fields PIECE =
            Fields.requiring("title").fields(text(), "id", "title", "composer").field("duration", number());

    private static final Fields ENTRY = Fields.requiring()
            .field("timestamp", utcOrMillis())
            .field("duration", integer(0))
            .field("type", oneOf("practice", "performance", "lesson", "rehearsal", "technique", "status_change"))
            .field("instrument", filled())
            .field("pieces", listOf(PIECE))
            .fields(TEXTS, "techniques", "tags", "goalIds", "goal_ids")
            .field(
                    "mood",
                    oneOf("frustrated", "neutral", "satisfied", "excited").orNull())
            .fields(text().orNull(), "notes", "session_id", "checksum", "device_id")
            .field("metadata", record().orNull())
            .fields(utcOrMillis(), "created_at", "updated_at")
            .field("sync_version", integer());

    private static final Fields GOAL = Fields.requiring()
            .field("title", filled())
            .fields(text().orNull(), "description", "target_date")
            .field("type", oneOf("practice_time", "accuracy", "repertoire", "custom"))
            .field("status", oneOf("active", "completed", "abandoned"))
            .field("target_value", integer().orNull())
            .field("current_value", integer())
            .fields(utc(), "created_at", "updated_at");

    private static final Rule PIECE_REFS =
            listOf(Fields.requiring().fields(text(), "scoreId", "title").field("composer", text().orNull()));

    private static final Fields SCHEDULE = Fields.requiring("kind")
            .field("kind", oneOf("single", "recurring"))
            .fields(text(), "rule", "timeOfDay", "startDate", "target")
            .field("durationMinutes", integer(1))
            .field("flexibility", oneOf("fixed", "same-day", "anytime"))
            .field("endDate", text().orNull())
            .field("metadata", record());

    private static final Fields PLAN = planned()
            .field("visibility", oneOf("private", "shared", "template"))
            .field("status", oneOf("draft", "active", "completed", "archived"))
            .field("ownerId", text())
            .field("archivedAt", text().orNull());

    private static final Fields TEMPLATE = planned()
            .field("visibility", oneOf("public", "private"))
            .fields(text(), "authorId", "sourcePlanId", "publishedAt")
            .field("adoptionCount", integer());

    private static final Rule SCALAR = where(
            "must be a number, a string or null",
            value -> value instanceof Double || value instanceof String || value == Tree.Null.NULL);

    private static final Fields SEGMENT = Fields.requiring("label")
            .fields(text(), "id", "instructions")
            .field("label", filled())
            .field("durationMinutes", integer(1))
            .field("pieceRefs", PIECE_REFS)
            .field("techniques", TEXTS)
            .field("tempoTargets", recordOf(SCALAR))
            .field("metadata", record());

    private static final Fields OCCURRENCE = Fields.requiring("planId")
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
            .field("checkIn", Fields.requiring().field("recordedAt", text()).field("responses", record()))
            .field("reminderState", record())
            .field("metrics", recordOf(scalarOr(any())));

    static {
        for (Fields fields : new Fields[] {ENTRY, GOAL, PLAN, TEMPLATE, OCCURRENCE}) {
            fields.field("id", filled()).fields(utc(), "createdAt", "updatedAt");
            fields.fields(NO_TOMBSTONE, "deletedAt", "deleted_at");
        }
    }

    private Schema() {}

    private static Fields planned() {
        return Fields.requiring()
                .field("title", filled())
                .field("description", text().orNull())
                .field("type", oneOf("bootcamp", "course", "custom"))
                .fields(TEXTS, "focusAreas", "techniques", "tags")
                .field("pieceRefs", PIECE_REFS)
                .field("schedule", Schema::checkSchedule)
                .field("templateVersion", integer())
                .field("metadata", record());
    }

    private static Rule scalarOr(Rule element) {
        Rule list = listOf(element);
        return (path, value) -> {
            if (value instanceof List) {
                list.check(path, value);
            } else {
                SCALAR.check(path, value);
            }
        };
    }

    /** Throws {@link Refused} for an entity that the server would refuse or cut. */
    static void check(EntityType type, Object entity) {
        switch (type) {
            case ENTRY -> checkEntry(entity);
            case GOAL -> GOAL.check("", entity);
            case PLAN -> PLAN.check("", entity);
            case OCCURRENCE -> OCCURRENCE.check("", entity);
            case TEMPLATE -> TEMPLATE.check("", entity);
        }
    }

    private static void checkEntry(Object entity) {
        ENTRY.check("", entity);
        Map<?, ?> entry = (Map<?, ?>) entity;
        Object goals = entry.get("goalIds");
        Object others = entry.get("goal_ids");
        if (isFilled(goals) && isFilled(others) && !Objects.equals(goals, others)) {
            throw new Refused("goal_ids", "must not differ from goalIds: the server keeps one of them");
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
            throw new Refused(path + ".rule", "must have FREQ=DAILY, WEEKLY or MONTHLY where kind is recurring");
        }
        if (schedule.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("recurrence") instanceof Map<?, ?> recurrence
                && !isFrequency(recurrence.get("frequency"))) {
            throw new Refused(path + ".metadata.recurrence.frequency", "must be DAILY, WEEKLY or MONTHLY");
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
