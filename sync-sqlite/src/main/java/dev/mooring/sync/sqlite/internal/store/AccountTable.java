package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which account at its server each identity was found to be: kept for all of them, whoever has the storage. */
final class AccountTable {
    private final SqlConnection<?> sql;

    AccountTable(SqlConnection<?> sql) {
        this.sql = sql;
    }

    List<Account> of(ServerIdentity identity) {
        SqlStatement select = sql.statement("SELECT kind, name FROM mooring_account WHERE server = ? AND user = ?")
                .set(1, identity.server())
                .set(2, identity.user());
        List<Account> accounts = new ArrayList<>(1);
        while (select.next()) {
            accounts.add(new Account(Account.Kind.valueOf(select.text(1)), select.text(2)));
        }
        select.reset();
        return accounts;
    }

    void bind(ServerIdentity identity, Account account) {
        sql.statement("INSERT OR REPLACE INTO mooring_account (server, user, kind, name) VALUES (?, ?, ?, ?)")
                .set(1, identity.server())
                .set(2, identity.user())
                .set(3, account.kind().name())
                .set(4, account.name())
                .run();
    }

    @Nullable
    ServerIdentity otherHolder(ServerIdentity than, Account account) {
        SqlStatement select = sql.statement(
                        "SELECT user FROM mooring_account WHERE server = ? AND user <> ? AND kind = ? AND name = ?")
                .set(1, than.server())
                .set(2, than.user())
                .set(3, account.kind().name())
                .set(4, account.name());
        ServerIdentity holder = select.next() ? new ServerIdentity(than.server(), select.text(1)) : null;
        select.reset();
        return holder;
    }

    void forget(ServerIdentity identity) {
        sql.statement("DELETE FROM mooring_account WHERE server = ? AND user = ?")
                .set(1, identity.server())
                .set(2, identity.user())
                .run();
    }
}
