package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Through a server that behaves as the live one does: what is pushed is recognised in what is pulled, whatever its form. */
class RoundTripTest {
    private final EntitySyncServer server =
            EntitySyncServer.builder().user("u1", "t1").build();
    private final EntitySyncDialect dialect = EntitySyncFixtures.dialect();
    private final OkHttpTransport transport = OkHttpTransport.builder("http://localhost/", dialect)
            .credentials(Credentials.bearer("t1"))
            .client(new OkHttpClient.Builder()
                    .addInterceptor(server.interceptor())
                    .build())
            .build();

    private long batches;

    private List<Incoming> pull() {
        Collected sink = new Collected();
        Cursor cursor = Cursor.START;
        boolean more = true;
        while (more) {
            Answer.Settled settled =
                    (Answer.Settled) transport.exchange(new Ask.Pull(cursor), sink, Cancellation.NEVER);
            cursor = settled.page().cursor();
            more = settled.page().more();
        }
        return sink.incoming;
    }

    private void accepted(Mutation... mutations) {
        for (Mutation mutation : mutations) {
            dialect.measure(mutation);
        }
        Ask.Push push =
                new Ask.Push(new UUID(8, ++batches), Cursor.START, EntitySyncFixtures.AT, Arrays.asList(mutations));
        Answer.Settled settled = (Answer.Settled) transport.exchange(push, new Collected(), Cancellation.NEVER);
        List<Mutation> deferred = new ArrayList<>();
        for (int i = 0; i < mutations.length; i++) {
            Outcome outcome = settled.outcomes().get(i);
            if (outcome instanceof Outcome.Deferred && deferred.size() < mutations.length - 1) {
                deferred.add(mutations[i]); // A batch goes first, and a push after it.
            } else {
                assertTrue(outcome instanceof Outcome.Accepted, outcome.toString());
            }
        }
        if (!deferred.isEmpty()) {
            accepted(deferred.toArray(new Mutation[0]));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entries; {}",
                "entries;"
                        + " {'timestamp':1793527200000,'instrument':'PIANO','goalIds':['g'],'notes':'é漢😀\\u0000x\\u2028'}",
                "entries; {'timestamp':'2026-11-01T10:00:00.123456Z','goal_ids':['g'],'goalIds':[]}",
                "entries; {'createdAt':'2026-11-01T10:00:00.123456Z','updatedAt':'2026-11-01T10:00:00Z'}",
                "entries; {'created_at':1793527200000,'updated_at':'2026-11-01T10:00:00.5Z'}",
                "entries; {'created_at':1793527200000,'createdAt':'2026-11-01T10:00:00Z'}",
                "entries; {'pieces':[{'title':'Moonlight Sonata','composer':'Beethoven'},{'title':'Alone'}]}",
                "entries; {'pieces':[{'title':'Suite – No. 1','composer':'J.S. Bach','id':'My-Own"
                        + " Id'},{'title':'a-b-c'}]}",
                "entries;"
                        + " {'timestamp':'2026-11-01T10:00Z','createdAt':'2026-11-01T10:00Z','updatedAt':'2026-11-01T10:00Z'}",
                "entries; {'pieces':[{'title':'é é','composer':''},{'title':'y','id':' X '},{'title':'z','id':'x-'}]}",
                "entries; {'pieces':[{'title':'x','id':'a-b-c'},{'title':'','id':' '},{'title':'y','id':'score_ABC'}]}",
                "entries;"
                        + " {'metadata':{'b':1.5,'a':{'timestamp':7,'z':null,'n':1e21}},'sync_version':3,'device_id':'d'}",
                "entries; {'duration':1.8e3,'mood':null,'notes':null,'metadata':null,'session_id':null}",
                "goals; {'title':'G','current_value':3,'createdAt':'2026-11-01T10:00:00Z','description':null}",
                "goals; {'title':'G','updated_at':'2026-11-01T10:00:00.000Z'}",
                "practicePlans;"
                        + " {'title':'P','schedule':{'kind':'single','metadata':{'x':1}},'createdAt':'2026-11-01T10:00:00Z'}",
                "planOccurrences; {'planId':'p','segments':[{'label':'l','tempoTargets':{'a':1}}],'notes':null}",
                "planTemplates; {'title':'T','publishedAt':'2026'}",
                "planTemplates; {'title':'T','authorId':'someone'}",
                "entries;"
                        + " {'timestamp':1793527200000,'instrument':'PIANO','goal_ids':['g'],'mood':'proud','type':'masterclass',"
                        + "'pieces':[{'title':'T','composer':null,'measures':'1-8'}],'scoreId':'S','autoTracked':true}",
                "goals; {'title':'G','status':'paused','progress':0.5}",
                "practicePlans; {'title':'P','color':'red'}",
                "planOccurrences; {'planId':'p','weather':['fine']}",
                "planTemplates; {'title':'T','stars':5}"
            })
    void whatIsPushedIsRecognisedInWhatIsPulled(String collection, String payload) {
        Mutation mutation = EntitySyncFixtures.put(collection, "x", payload.replace('\'', '"'));
        accepted(mutation);
        Incoming pulled = pull().get(0);
        assertEquals(dialect.echo(mutation), pulled.echo());
        assertEquals(dialect.stamp(mutation), pulled.stamp());
        // The app may write back what it was given, and it is the same state again, in the same shape.
        Mutation again = EntitySyncFixtures.put(collection, "x", pulled.change().payload());
        assertEquals(pulled.echo(), dialect.echo(again));
        accepted(again);
        assertEquals(pulled.change().payload(), pull().get(0).change().payload());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'timestamp':1793527200000}; {'timestamp':1793527200001}",
                "{'notes':null}; {}",
                "{'tags':[]}; {}",
                "{'goalIds':['a']}; {'goalIds':['b']}",
                "{'updatedAt':'2026-11-01T10:00:00Z'}; {'updatedAt':'2026-11-01T10:00:00.001Z'}",
                "{'pieces':[{'title':'t'}]}; {'pieces':[{'title':'t','composer':'c'}]}",
                "{'pieces':[{'title':'t'}]}; {'pieces':[{'title':'t','id':'i'}]}",
                "{'metadata':{'a':1}}; {'metadata':{'a':'1'}}"
            })
    void statesThatDifferHaveDifferentFingerprints(String one, String other) {
        assertNotEquals(
                dialect.echo(EntitySyncFixtures.put("entries", "x", one.replace('\'', '"'))),
                dialect.echo(EntitySyncFixtures.put("entries", "x", other.replace('\'', '"'))));
    }

    @Test
    void aRowOfABatchOrASocketIsToldInTheSameShapeAsOneOfAPush() {
        server.put(
                "u1",
                EntityType.LOGBOOK_ENTRY,
                "x",
                "{\"id\":\"x\",\"instrument\":\"Piano\",\"timestamp\":1793527200000,\"goal_ids\":[\"g\"],"
                        + "\"updated_at\":1793527200000,\"user_id\":\"u1\",\"checksum\":\"c\"}");
        String form = pull().get(0).change().payload();
        assertEquals(
                "{\"goalIds\":[\"g\"],\"id\":\"x\",\"instrument\":\"piano\",\"timestamp\":\"2026-11-01T10:00:00.000Z\","
                        + "\"updatedAt\":\"2026-11-01T10:00:00.000Z\"}",
                form);
        server.putOverSocket(
                "u1",
                EntityType.LOGBOOK_ENTRY,
                "x",
                "{\"id\":\"x\",\"instrument\":\"piano\",\"timestamp\":\"2026-11-01T10:00:00.000Z\",\"goalIds\":[\"g\"],"
                        + "\"updatedAt\":\"2026-11-01T10:00:00.000Z\",\"created_at\":null,\"device_id\":\"d\"}");
        assertEquals(form, pull().get(0).change().payload());
    }

    @Test
    void aFieldThatNoSchemaKnowsReachesTheAppAsItIs() {
        server.put(
                "u1",
                EntityType.LOGBOOK_ENTRY,
                "x",
                "{\"id\":\"x\",\"scoreId\":\"S\",\"mood\":7,\"updatedAt\":\"soon\",\"pieces\":\"none\"}");
        Incoming odd = pull().get(0);
        assertEquals(
                "{\"id\":\"x\",\"mood\":7,\"pieces\":\"none\",\"scoreId\":\"S\",\"updatedAt\":\"soon\"}",
                odd.change().payload());
        assertEquals(null, odd.stamp());
    }

    @Test
    void whatTheOriginalClientWroteIsEditedWithoutLosingWhatAPushWouldCut() {
        server.putOverSocket(
                "u1",
                EntityType.LOGBOOK_ENTRY,
                "x",
                "{\"id\":\"x\",\"timestamp\":1793527200000,\"duration\":60,\"type\":\"masterclass\",\"mood\":\"proud\","
                        + "\"pieces\":[{\"title\":\"T\",\"composer\":null,\"measures\":\"1-8\",\"tempo\":72}],"
                        + "\"scoreId\":\"S\",\"autoTracked\":true,\"updatedAt\":\"2026-11-01T10:00:00Z\"}");
        String shown = pull().get(0).change().payload();
        Mutation edit = EntitySyncFixtures.put("entries", "x", shown.replace("\"duration\":60", "\"duration\":90"));
        accepted(edit, EntitySyncFixtures.entry(2));
        Incoming edited = pull().stream()
                .filter(incoming -> incoming.change().key().equals("x"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                shown.replace("\"duration\":60", "\"duration\":90"),
                edited.change().payload());
        assertEquals(dialect.echo(edit), edited.echo());
        // Another device writes over it, and what stood there has to be written again, word for word.
        server.putOverSocket("u1", EntityType.LOGBOOK_ENTRY, "x", "{\"id\":\"x\",\"duration\":5}");
        accepted(edit);
        assertTrue(pull().get(0).change().payload().contains("\"duration\":90"));
    }

    @Test
    void aDeletionGoesOutWithWhatTheSchemaDemandsAndIsGone() {
        for (EntityType type : List.of(
                EntityType.LOGBOOK_ENTRY,
                EntityType.PRACTICE_PLAN,
                EntityType.PLAN_OCCURRENCE,
                EntityType.PLAN_TEMPLATE,
                EntityType.GOAL)) {
            server.put("u1", type, "x", "{\"id\":\"x\",\"title\":\"t\",\"planId\":\"p\"}");
            Mutation deletion = EntitySyncFixtures.delete(type.list(), "x");
            accepted(deletion);
            assertEquals(Confirmed.GONE, dialect.echo(deletion));
            assertTrue(server.entity("u1", type, "x").orElseThrow().deletedAt() != null, type.toString());
        }
        assertEquals(List.of(), pull());
    }

    @Test
    void aDeletionOfAGoalDoesNotMindWhatVersionItHas() {
        for (int i = 0; i < 20; i++) {
            accepted(EntitySyncFixtures.put("goals", "g", "{\"title\":\"t" + i + "\"}"));
        }
        accepted(EntitySyncFixtures.delete("goals", "g"));
        accepted(EntitySyncFixtures.delete("goals", "g"));
        assertTrue(server.entity("u1", EntityType.GOAL, "g").orElseThrow().deletedAt() != null);
    }

    @Test
    void twoGoalsAreDeletedAlthoughTheServerBelievesChecksums() {
        accepted(
                EntitySyncFixtures.put("goals", "g", "{\"title\":\"t\"}"),
                EntitySyncFixtures.put("goals", "h", "{\"title\":\"t\"}"));
        accepted(EntitySyncFixtures.delete("goals", "g"), EntitySyncFixtures.delete("goals", "h"));
        assertEquals(List.of(), pull());
    }
}
