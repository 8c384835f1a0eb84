package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server would refuse or cut is refused before it is recorded (§1 push, §4.2), naming field and rule, no value. */
class ValidationTest {
    private static String refusal(Mutation mutation) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> EntitySyncFixtures.dialect().measure(mutation))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entries; {'mood':'angry'}; mood must be one of frustrated, neutral, satisfied, excited, proud; as it"
                        + " is,",
                "entries; {'mood':'Excited'}; mood must be one of",
                "entries; {'type':'concert'}; type must be one of practice,",
                "entries; {'pieces':[{'title':'t','composer':7}]}; pieces[0].composer must be a string",
                "goals; {'status':'done'}; status must be one of active, completed, abandoned, paused, cancelled",
                "entries; {'updatedAt':'2026-11-01T10:00:00+02:00'}; updatedAt must be a time such as",
                "entries; {'updatedAt':1793527200000}; updatedAt must be a time such as",
                "entries; {'createdAt':'2026-02-30T10:00:00Z'}; createdAt must be a time such as",
                "entries; {'timestamp':'2026-11-01'}; timestamp must be a time such as",
                "entries; {'timestamp':1.5}; timestamp must be a time such as",
                "entries; {'duration':1.5}; duration must be an integer of 0 or more",
                "entries; {'duration':-1}; duration must be an integer of 0 or more",
                "entries; {'duration':null}; duration must be an integer",
                "entries; {'instrument':''}; instrument must be a string with something in it",
                "entries; {'pieces':[{'title':'t'},{'composer':'c'}]}; pieces[1].title is missing",
                "entries; {'tags':['a',7]}; tags[1] must be a string",
                "entries; {'user_id':'u'}; user_id is not kept by the server",
                "entries; {'goalIds':['a'],'goal_ids':['b']}; goal_ids must not differ from goalIds",
                "entries; {'deletedAt':'2026-11-01T10:00:00Z'}; deletedAt must not be set: delete by a mutation",
                "entries; {'metadata':{'n':12345678901234567890}}; a number has more digits than the server keeps",
                "entries; {'metadata':{'n':1e999}}; a number is out of range",
                "entries; {'notes':'a','notes':'b'}; a field is there twice",
                "entries; {'id':'other'}; id must be the key of the mutation",
                "entries; []; the payload must be an object",
                "goals; {'title':''}; title must be a string with something in it",
                "goals; {'target_value':0.5}; target_value must be an integer",
                "practicePlans; {'schedule':{'kind':'recurring'}}; schedule.rule must have FREQ=DAILY",
                "practicePlans; {'schedule':{'kind':'recurring','rule':'FREQ=HOURLY'}}; schedule.rule must have FREQ",
                "practicePlans; {'schedule':{'rule':'FREQ=DAILY'}}; schedule.kind is missing",
                "planTemplates; {'visibility':'shared'}; visibility must be one of public, private",
                "planOccurrences; {'status':'completed'}; planId is missing",
                "planOccurrences; {'planId':'p','segments':[{'label':''}]}; segments[0].label must be a string",
                "userPreferences; {}; this server syncs the collections entries, goals, practicePlans,",
                "todo; {}; this server syncs the collections"
            })
    void whatTheServerWouldRefuseOrCutIsRefusedByName(String collection, String payload, String words) {
        String message = refusal(EntitySyncFixtures.put(collection, "x1", payload.replace('\'', '"')));
        assertTrue(message.startsWith("mutation of " + collection + "/x1 refused: "), message);
        assertTrue(message.contains(words), message);
    }

    @Test
    void theValueIsNeverInTheMessage() {
        String message = refusal(EntitySyncFixtures.put("entries", "x", "{\"mood\":\"secret-word\"}"));
        assertTrue(!message.contains("secret-word"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entries; {}",
                "entries; {'timestamp':'2026-11-01T10:00Z','updatedAt':'2026-11-01T10:00Z'}",
                "entries;"
                        + " {'id':'x1','timestamp':1793527200000,'duration':0,'type':'status_change','instrument':'PIANO',"
                        + "'pieces':[{'id':'P','title':'','composer':'c','duration':1.5}],'techniques':[],'goalIds':[],"
                        + "'goal_ids':['g'],'notes':null,'mood':null,'tags':['t'],'session_id':'s','metadata':{'a':[1,{}]},"
                        + "'created_at':1,'updated_at':'2026-11-01T10:00:00Z','createdAt':'2026-11-01T10:00:00.123456Z',"
                        + "'sync_version':1,'checksum':'c','device_id':'d','deletedAt':null}",
                "goals; {'title':'G','description':null,'type':'custom','status':'active','target_value':null,"
                        + "'current_value':3,'target_date':'soon','created_at':'2026-11-01T10:00:00Z'}",
                "practicePlans; {'title':'P','type':'course','schedule':{'kind':'recurring','rule':'freq=weekly',"
                        + "'flexibility':'same-day','endDate':null},'archivedAt':null,'pieceRefs':[{'composer':null}]}",
                "planOccurrences;"
                        + " {'planId':'p','status':'skipped','flexWindow':null,'targets':{'a':1,'b':[1,2],'c':null},"
                        + "'metrics':{'a':['x',{}]},'checkIn':{'responses':{}},'segments':[{'label':'l'}]}",
                "planTemplates; {'title':'T','authorId':'a','visibility':'public','adoptionCount':1}"
            })
    void whatTheStrictestSchemaTakesIsTaken(String collection, String payload) {
        Mutation mutation = EntitySyncFixtures.put(collection, "x1", payload.replace('\'', '"'));
        assertTrue(EntitySyncFixtures.dialect().measure(mutation) > 10);
        assertEquals(false, Outgoing.of(mutation).goesInBatch());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "entries; {'mood':'proud'}",
                "entries; {'type':'masterclass'}",
                "entries; {'pieces':[{'title':'t','composer':null,'measures':'1-8','tempo':null}]}",
                "entries; {'scoreId':'s','scoreTitle':null,'autoTracked':true}",
                "goals; {'status':'paused','progress':1}",
                "practicePlans; {'title':'t','color':{'r':1}}",
                "planOccurrences; {'planId':'p','weather':'fine'}",
                "planTemplates; {'title':'t','stars':5}"
            })
    void whatOnlyTheLiveChannelTakesGoesByTheBatchRoute(String collection, String payload) {
        Mutation mutation = EntitySyncFixtures.put(collection, "x1", payload.replace('\'', '"'));
        assertTrue(EntitySyncFixtures.dialect().measure(mutation) > 10);
        assertEquals(true, Outgoing.of(mutation).goesInBatch());
    }

    @Test
    void whatNoDeviceCouldReadBackIsRefused() {
        String deep = "{\"metadata\":" + "{\"a\":".repeat(200) + "1" + "}".repeat(201);
        assertTrue(refusal(EntitySyncFixtures.put("entries", "x", deep)).contains("nested deeper than 200 levels"));
        String less = "{\"metadata\":" + "{\"a\":".repeat(199) + "1" + "}".repeat(200);
        EntitySyncFixtures.dialect().measure(EntitySyncFixtures.put("entries", "x", less));
    }

    @Test
    void aDeletionTakesNoPayloadOrAnyObject() {
        EntitySyncFixtures.dialect().measure(EntitySyncFixtures.delete("planOccurrences", "o"));
        Mutation dated = Mutation.of(
                        "entries", "e", Mutation.DELETE, "{\"deletedAt\":\"2026-11-03T00:00:00Z\",\"x\":1}")
                .recorded(EntitySyncFixtures.BATCH, EntitySyncFixtures.AT);
        EntitySyncFixtures.dialect().measure(dated);
        assertEquals(
                "2026-11-03T00:00:00Z",
                EntitySyncFixtures.dialect().stamp(dated).toString());
        assertTrue(refusal(Mutation.of("entries", "e", Mutation.DELETE, "{\"deletedAt\":\"yesterday\"}"))
                .contains("deletedAt must be a time"));
        assertTrue(refusal(Mutation.of("entries", "e", Mutation.DELETE, "[]")).contains("must be an object"));
    }

    @Test
    void anEntityAboveTheRowLimitAndOneWithoutAKeyAreRefused() {
        String big = "{\"notes\":\"" + "x".repeat(2_000_000) + "\"}";
        assertTrue(refusal(EntitySyncFixtures.put("entries", "x", big)).contains("the server takes 1900000"));
        assertTrue(refusal(EntitySyncFixtures.put("entries", "", "{}")).contains("an entity needs a key"));
    }
}
