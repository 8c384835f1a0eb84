package dev.mooring.examples.desktop.server;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/**
 * A rule of the house, which a gateway in front of a server would keep: a title that is too long is refused for good. The server of logs does
 * not look into what it stores, so the example plays the gateway.
 */
public final class HouseRule implements Interceptor {
    /** The longest title that is let in. */
    public static final int LONGEST_TITLE = 60;

    /** What is told to whom it refuses. */
    public static final String WORDS = "A title here has at most " + LONGEST_TITLE + " characters.";

    /** A title in a row, in a payload that is text inside JSON. */
    private static final Pattern TITLE = Pattern.compile("\\\\\"title\\\\\":\\\\\"(.*?)\\\\\"");

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        RequestBody body = request.body();
        if (body != null) {
            Buffer read = new Buffer();
            body.writeTo(read);
            Matcher title = TITLE.matcher(read.readUtf8());
            while (title.find()) {
                if (title.group(1).length() > LONGEST_TITLE) {
                    return refusal(request);
                }
            }
        }
        return chain.proceed(request);
    }

    private static Response refusal(Request request) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(413)
                .message("")
                .body(ResponseBody.create("{\"error\":\"" + WORDS + "\"}", MediaType.get("application/json")))
                .build();
    }
}
