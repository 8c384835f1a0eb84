package dev.mooring.examples.shell;

import dev.mooring.sync.spi.text.Shown;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what goes over the wire, without headers and bodies, for {@code --verbose}. */
final class HttpLog implements Interceptor {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.shell.http");

    @Override
    public Response intercept(Chain chain) throws IOException {
        String request = chain.request().method() + " " + chain.request().url().encodedPath();
        try {
            Response response = chain.proceed(chain.request());
            LOG.debug("{} was answered {}", request, response.code());
            return response;
        } catch (IOException e) {
            LOG.debug("{} ended in {}", request, Shown.words(e.toString()));
            throw e;
        }
    }
}
