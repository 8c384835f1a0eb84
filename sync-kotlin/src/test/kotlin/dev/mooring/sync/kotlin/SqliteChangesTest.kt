package dev.mooring.sync.kotlin

import dev.mooring.sync.SyncClient
import dev.mooring.sync.sqlite.SyncedTable
import dev.mooring.sync.sqlite.SyncedTables
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage
import java.nio.file.Path
import java.sql.Connection
import java.sql.DriverManager
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The same over a real database: writes through the client, and past it on another connection. */
class SqliteChangesTest {
    @TempDir lateinit var folder: Path

    private fun over(file: Path, test: suspend CoroutineScope.(SyncClient<Connection>, ReceiveChannel<Set<String>?>) -> Unit) {
        val storage =
            JdbcSqliteStorage.at(file)
                .onOpen { db -> run(db, "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)") }
                .syncedTables(SyncedTables.builder().table(SyncedTable.named("note")).build())
                .watchEvery(5.milliseconds.toJavaDuration())
                .build()
        syncClient(storage, LogServer().transport()).use { client ->
            runBlocking {
                withTimeout(60.seconds) {
                    val seen = client.changes("note").produceIn(this)
                    assertNull(seen.receive())
                    client.open()
                    test(client, seen)
                    coroutineContext.job.cancelChildren()
                }
            }
        }
    }

    private fun run(db: Connection, sql: String) {
        db.createStatement().use { it.execute(sql) }
    }

    @Test
    fun `keys of own writes and of another connection's arrive`() {
        val file = folder.resolve("app.db")
        over(file) { client, seen ->
            client.awaitWrite { db, _ -> run(db, "INSERT INTO note VALUES ('n1', 'milk')") }
            assertEquals(setOf("n1"), seen.receive())
            DriverManager.getConnection("jdbc:sqlite:$file").use { run(it, "INSERT INTO note VALUES ('n2', 'tea'), ('n3', 'rice')") }
            assertEquals(setOf("n2", "n3"), seen.receive())
        }
    }

    @Test
    fun `more rows than are named are any row`() {
        over(folder.resolve("many.db")) { client, seen ->
            client.awaitWrite { db, _ ->
                run(
                    db,
                    "INSERT INTO note WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) SELECT i, 'x' FROM n",
                )
            }
            assertNull(seen.receive())
        }
    }
}
