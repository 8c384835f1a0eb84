package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens of throw-away users. */
final class Jwt {
    private static final String ALGORITHM = "HmacSHA256";
    /** In seconds, in 2020. */
    private static final long LONG_AGO = 1_577_836_800;

    private Jwt() {}

    static String of(String subject, String secret) {
        return signed(Map.of("sub", subject), secret);
    }

    /** One that is over since long. */
    static String expired(String subject, String secret) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject);
        claims.put("exp", LONG_AGO);
        return signed(claims, secret);
    }

    private static String signed(Map<String, ?> claims, String secret) {
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encoded(Json.write(claims));
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static String encoded(String json) {
        return base64(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whose a token is, where it says so; else whoever it was asked for. */
    static String subject(String authorization, String otherwise) {
        String[] parts = authorization.replaceFirst("^Bearer ", "").split("\\.", -1);
        if (parts.length != 3) {
            return otherwise;
        }
        try {
            Object claims = Json.read(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return claims instanceof Map<?, ?> map && map.get("sub") instanceof String subject ? subject : otherwise;
        } catch (IOException | IllegalArgumentException e) {
            return otherwise;
        }
    }
}
