package dev.mooring.examples.server.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which addresses a client may have called, and by which secrets. From properties: {@code target.mail=https://mail.example/send} allows what
 * begins so, {@code secret.mail-key=…} is what stands for {@code <<SECRET:mail-key>>}, and {@code only.mail-key=mail} keeps that secret from
 * other targets. Nothing is allowed that is not named.
 */
public final class Targets {
    private static final Pattern SECRET = Pattern.compile("<<SECRET:([^>]+)>>");

    private final Map<String, URI> allowed = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<String, String> only = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if a target is no address of HTTP with a path
     */
    public Targets(Properties properties) {
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name).strip();
            if (name.startsWith("target.")) {
                URI uri = URI.create(value);
                if (!isHttp(uri) || !uri.getRawPath().startsWith("/")) {
                    throw new IllegalArgumentException(name + " must be an http(s) address with a path: " + value);
                }
                allowed.put(name.substring("target.".length()), uri);
            } else if (name.startsWith("secret.")) {
                secrets.put(name.substring("secret.".length()), value);
            } else if (name.startsWith("only.")) {
                only.put(name.substring("only.".length()), value);
            } else {
                throw new IllegalArgumentException("nobody knows what " + name + " means");
            }
        }
    }

    /** The call must not be made. The events that came with it stand. */
    static final class NotAllowedException extends Exception {
        private static final long serialVersionUID = 1;

        NotAllowedException(String reason) {
            super(reason, null, false, false);
        }
    }

    /** A secret is not there, or is for other targets. */
    static final class NoSecretException extends Exception {
        private static final long serialVersionUID = 1;

        NoSecretException(String name) {
            super("Secret \"" + name + "\" is not configured.", null, false, false);
        }
    }

    /** The name of the target that an address belongs to. Secrets in it are still by name. */
    String target(String url) throws NotAllowedException {
        URI wanted;
        try {
            wanted = new URI(SECRET.matcher(url).replaceAll("SECRET"));
        } catch (URISyntaxException e) {
            throw new NotAllowedException("the address cannot be read");
        }
        if (isHttp(wanted)) {
            for (Map.Entry<String, URI> each : allowed.entrySet()) {
                if (isWithin(wanted, each.getValue())) {
                    return each.getKey();
                }
            }
        }
        throw new NotAllowedException(
                "this server does not call " + wanted.getScheme() + "://" + wanted.getRawAuthority());
    }

    private static boolean isHttp(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null;
    }

    /** Same place, and a path that begins with the target's and does not climb out of it. */
    private static boolean isWithin(URI wanted, URI target) {
        String path = wanted.getRawPath();
        String begin = target.getRawPath();
        boolean below = path.equals(begin) || path.startsWith(begin.endsWith("/") ? begin : begin + "/");
        return wanted.getScheme().equals(target.getScheme())
                && wanted.getHost().equalsIgnoreCase(target.getHost())
                && wanted.getPort() == target.getPort()
                && below
                && wanted.normalize().getRawPath().equals(path)
                && !path.contains("%2e")
                && !path.contains("%2E")
                && !path.contains("%2f")
                && !path.contains("%2F");
    }

    /** The text with the secrets in it. */
    String fill(String text, String target) throws NoSecretException {
        Matcher matcher = SECRET.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = secrets.get(name);
            if (value == null || !only.getOrDefault(name, target).equals(target)) {
                throw new NoSecretException(name);
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }
}
