package dev.mooring.examples.service.office;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The bodies of the backend. {@code GET /rows?since=7} answers {@link Rows}: what was written since, each row once, oldest first. {@code POST
 * /rows} takes {@link Writes} and answers {@link Results}.
 */
public interface OfficeApi {
    /**
     * A row as it is.
     *
     * @param table it is in
     * @param id of the row
     * @param write the id of the write that made it so
     * @param gone whether it was deleted
     * @param row its fields; null if it was deleted
     */
    record Row(String table, String id, String write, boolean gone, JsonNode row) {}

    /**
     * An answer to {@code GET /rows}.
     *
     * @param rows oldest write first
     * @param next for {@code since} the next time
     * @param more whether there is more already
     */
    record Rows(List<Row> rows, String next, boolean more) {}

    /**
     * A write to a row.
     *
     * @param write an id that the writer has chosen; the same one again changes nothing
     * @param table the row is in
     * @param id of the row
     * @param gone whether the row is to be deleted
     * @param row all its fields
     */
    record Write(String write, String table, String id, boolean gone, JsonNode row) {}

    /**
     * The body of {@code POST /rows}.
     *
     * @param since up to where the writer has seen what others wrote
     * @param writes to be done in this order
     */
    record Writes(String since, List<Write> writes) {}

    /**
     * What became of a write.
     *
     * @param write the id that the writer has chosen
     * @param status 200; 409 if the row was written and the writer has not seen that; 422 if the row cannot be taken
     * @param words for a person
     */
    record Result(String write, int status, String words) {}

    /**
     * An answer to {@code POST /rows}.
     *
     * @param results one for each write
     */
    record Results(List<Result> results) {}
}
