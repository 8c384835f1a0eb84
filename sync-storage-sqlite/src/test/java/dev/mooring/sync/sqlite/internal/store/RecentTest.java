package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentTest {
    /** Against the map that it is instead of. */
    @Test
    void itKnowsTheLastAndForgetsWhatItIsTold() {
        Random random = new Random(7);
        Recent recent = new Recent();
        Map<UUID, Long> model = new LinkedHashMap<>();
        List<UUID> all = new ArrayList<>();
        for (int step = 0; step < 50_000; step++) {
            int what = random.nextInt(1_000);
            if (what == 0) {
                recent.clear();
                model.clear();
            } else if (what < 20 && !all.isEmpty()) {
                UUID id = all.get(all.size() - 1 - random.nextInt(Math.min(all.size(), 500)));
                recent.remove(id);
                model.remove(id);
            } else if (what < 30) {
                List<Long> gone = List.of((long) step - random.nextInt(400), (long) step - random.nextInt(400));
                recent.removeAll(gone);
                model.values().removeAll(gone);
            } else {
                boolean again = what < 100 && !all.isEmpty();
                // As ids are made: a counter in the low bits of the time.
                UUID id = again
                        ? all.get(all.size() - 1 - random.nextInt(Math.min(all.size(), 500)))
                        : new UUID((long) (step / 30) << 16 | 0x7000 | step % 30, 5);
                all.add(id);
                if (model.containsKey(id) || model.size() < 600) {
                    recent.put(id, step);
                    model.put(id, (long) step);
                } else {
                    Iterator<UUID> oldest = model.keySet().iterator();
                    UUID old = oldest.next();
                    oldest.remove();
                    recent.remove(old);
                }
            }
            UUID asked = all.isEmpty() ? new UUID(0, 0) : all.get(random.nextInt(all.size()));
            if (model.containsKey(asked)) {
                assertEquals(model.get(asked), recent.get(asked));
            } else {
                assertNull(recent.get(asked), "step " + step);
            }
        }
    }

    @Test
    void theOldestMakesRoom() {
        Recent recent = new Recent();
        for (int i = 0; i < 3 * Recent.MOST; i++) {
            recent.put(new UUID(i, 9), i);
        }
        for (int i = 0; i < 3 * Recent.MOST; i++) {
            Long place = recent.get(new UUID(i, 9));
            assertEquals(i < 2 * Recent.MOST ? null : Long.valueOf(i), place);
        }
        recent.clear();
        assertNull(recent.get(new UUID(3L * Recent.MOST - 1, 9)));
    }
}
