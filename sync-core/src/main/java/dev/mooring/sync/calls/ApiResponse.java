package dev.mooring.sync.calls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the API answered, whatever its status.
 *
 * @param status the API's own HTTP status
 * @param headers as the server passed them on; names in lower case
 * @param body as text
 */
public record ApiResponse(int status, Map<String, String> headers, String body) {
    public ApiResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
