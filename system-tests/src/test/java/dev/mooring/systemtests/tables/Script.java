package dev.mooring.systemtests.tables;

import dev.mooring.systemtests.tables.Event.What;
import java.util.ArrayList;
import java.util.List;

/**
 * A differential run, written out before it is played, so that it can be made shorter.
 *
 * @param seed of the run
 * @param schema of the app
 * @param opLog whether the server is of the op-log family, and not of the event-log family
 * @param slice how many changes an answer hands over at a time
 * @param batch how many mutations a request carries
 * @param events in order
 */
record Script(long seed, AppSchema schema, boolean opLog, int slice, int batch, List<Event> events) {
    private static final int TRANSACTIONS = 25;

    static Script of(long seed, boolean restarts) {
        Chance chance = new Chance(seed);
        AppSchema schema = new SchemaMaker(chance).make();
        Program program = new Program(chance, schema);
        List<Event> events = new ArrayList<>();
        events.add(new Event(What.OWN, program.first(), 0));
        for (int i = 0; i < TRANSACTIONS; i++) {
            events.add(transaction(chance, program.next(), restarts));
            if (chance.oneIn(3)) {
                events.add(Event.of(chance.pick(What.SYNC_A, What.SYNC_A, What.SYNC_B, What.SYNC_BOTH)));
            }
            if (restarts && chance.oneIn(3)) {
                What what = chance.pick(What.REOPEN_A, What.REOPEN_B, What.DIE_A, What.DIE_B);
                boolean dies = what == What.DIE_A || what == What.DIE_B;
                events.add(new Event(what, null, dies ? chance.between(0, 11) : 0));
            }
        }
        return new Script(seed, schema, chance.oneIn(2), chance.pick(1, 3, 100), chance.pick(1, 7, 100), events);
    }

    private static Event transaction(Chance chance, Transaction transaction, boolean restarts) {
        if (restarts && chance.oneIn(8)) {
            return new Event(
                    What.CUT, transaction, chance.between(1, transaction.steps().size()));
        }
        What what = chance.pick(What.WRITE, What.WRITE, What.OWN, What.SECOND);
        return new Event(what == What.WRITE && transaction.controls() ? What.OWN : what, transaction, 0);
    }

    Script with(List<Event> some) {
        return new Script(seed, schema, opLog, slice, batch, some);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + (opLog ? ", op-log" : ", event-log") + ", slices of "
                + slice + ", batches of " + batch + "\n");
        schema.pragmas().forEach(sql -> text.append(sql).append(";\n"));
        schema.create().forEach(sql -> text.append(sql).append(";\n"));
        schema.late().forEach(sql -> text.append(sql).append("; -- late\n"));
        events.forEach(event -> text.append(event).append('\n'));
        return text.toString();
    }
}
