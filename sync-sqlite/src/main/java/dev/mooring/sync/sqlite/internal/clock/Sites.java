package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who wrote cells, by number: this file, and those whose cells came. */
final class Sites {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final SqlStatement all;
    private final SqlStatement own;
    private final SqlStatement insert;
    private final SqlStatement become;

    Sites(SqlConnection<?> sql) {
        all = sql.statement("SELECT id, site FROM mooring_site ORDER BY id");
        own = sql.statement("SELECT site FROM mooring_site WHERE id = (SELECT site FROM mooring_scope)");
        insert = sql.statement("INSERT INTO mooring_site (id, site) VALUES (?, ?)");
        become = sql.statement("UPDATE mooring_scope SET site = ?");
    }

    /** The id of this file, which is made when it is asked for first. */
    byte[] own() {
        byte[] site = own.next() && own.value(1) instanceof byte[] found ? found : null;
        own.reset();
        return site == null ? begin() : site;
    }

    /** Makes another id; what was own so far is another site's. */
    byte[] begin() {
        byte[] site = new byte[BYTES];
        random.nextBytes(site);
        // A random UUID, as other clients of the family have it.
        site[6] = (byte) ((site[6] & 0x0f) | 0x40);
        site[8] = (byte) ((site[8] & 0x3f) | 0x80);
        become.set(1, add(site)).run();
        return site;
    }

    private int add(byte[] site) {
        int number = 0;
        while (all.next()) {
            number = Math.max(number, (int) all.number(1));
        }
        insert.set(1, number + 1).bind(2, site).run();
        return number + 1;
    }

    /** The number of a site. There are few. */
    int of(byte[] site) {
        Integer known = find(site);
        return known == null ? add(site.clone()) : known;
    }

    private @Nullable Integer find(byte[] site) {
        Integer known = null;
        while (all.next()) {
            if (all.value(2) instanceof byte[] found && Arrays.equals(found, site)) {
                known = (int) all.number(1);
            }
        }
        return known;
    }
}
