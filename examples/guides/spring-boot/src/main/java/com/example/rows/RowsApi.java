package com.example.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the backend takes and answers. Yours has types like these already. */
public interface RowsApi {
    /** A row, with the id of the write that made it so. */
    record Row(String table, String id, String write, boolean gone, JsonNode row) {}

    /** GET /rows?since=7: the rows that were written since, the oldest write first. */
    record Rows(List<Row> rows, String next, boolean more) {}

    /** A write, with an id that the writer has chosen: the same one again changes nothing. */
    record Write(String write, String table, String id, boolean gone, JsonNode row) {}

    /** POST /rows: up to where the writer has seen what others wrote, and the writes. */
    record Writes(String since, List<Write> writes) {}

    /** 200; 409, if the row was written since; 422, if the row cannot be taken. */
    record Result(String write, int status, String words) {}

    /** The answer to POST /rows: a result for each write. */
    record Results(List<Result> results) {}
}
