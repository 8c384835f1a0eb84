package dev.mooring.systemtests.docs.guides;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Moves files to a server and from it. Each call goes on where the last one broke off, also after a crash. */
record BlobCalls(OkHttpClient http, HttpUrl server, Blobs blobs) {
    private static final int CHUNK = 256 << 10;

    /** HEAD tells how many bytes the server has, PATCH adds some behind them. */
    void upload(String name) throws IOException {
        try (FileChannel file = FileChannel.open(blobs.file(name))) {
            long there = offset(call(request(name).head()));
            while (there < file.size()) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, file.size() - there));
                while (chunk.hasRemaining() && file.read(chunk, there + chunk.position()) >= 0) {}
                Request.Builder patch = request(name)
                        .header("Upload-Offset", Long.toString(there))
                        .header("Upload-Length", Long.toString(file.size()));
                there = offset(call(patch.patch(RequestBody.create(chunk.array()))));
            }
        }
    }

    /** GET with a Range brings what is missing, and the name tells whether all of it is right. */
    void download(String name) throws IOException {
        Path part = blobs.part(name);
        long here = Files.exists(part) ? Files.size(part) : 0;
        Request.Builder get = request(name);
        if (here > 0) {
            get.header("Range", "bytes=" + here + "-");
        }
        try (Response answer = http.newCall(get.build()).execute();
                OutputStream to = Files.newOutputStream(
                        part,
                        StandardOpenOption.CREATE,
                        answer.code() == 206 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            if (answer.isSuccessful()) {
                answer.body().byteStream().transferTo(to);
            } else if (answer.code() != 416) { // 416: there is no more than what is here.
                throw new IOException("file " + name + " was answered " + answer.code());
            }
        }
        if (!blobs.complete(name)) {
            throw new IOException("file " + name + " came with other bytes; it is fetched anew");
        }
    }

    private Request.Builder request(String name) {
        return new Request.Builder()
                .url(server.newBuilder()
                        .addPathSegment("blobs")
                        .addPathSegment(name)
                        .build());
    }

    private Response call(Request.Builder request) throws IOException {
        try (Response answer = http.newCall(request.build()).execute()) {
            if (!answer.isSuccessful()) {
                throw new IOException("the server of files answered " + answer.code());
            }
            return answer;
        }
    }

    private static long offset(Response answer) {
        return Long.parseLong(answer.header("Upload-Offset", "0"));
    }
}
