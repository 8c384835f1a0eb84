package dev.mooring.examples.server.http;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.JWTVerifier;
import dev.mooring.examples.server.log.LogId;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out whose request it is: by a JSON Web Token, or, without a secret, by what the request says. */
final class Users {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{0,200}");
    private static final String BEARER = "Bearer ";

    private final @Nullable JWTVerifier verifier;

    /** With the secret of HS256, or null: then everybody is believed. */
    Users(byte @Nullable [] secret) {
        verifier = secret == null
                ? null
                : JWT.require(Algorithm.HMAC256(secret)).acceptLeeway(5).build();
    }

    /**
     * Whom a request is let in as.
     *
     * @param log what it is about
     * @param until when its token runs out, in milliseconds since 1970
     */
    record Admission(LogId log, long until) {}

    /** Lets a request in, or refuses it. */
    Admission admit(Context request) {
        String scope = request.header("X-Scope");
        if (scope == null) {
            scope = request.queryParam("scope");
        }
        String said = request.header("X-User-Id");
        if (said == null || said.isEmpty()) {
            said = request.queryParam("user_id");
        }
        String known = named(scope == null ? "" : scope);
        if (verifier == null) {
            if (said == null || said.isEmpty()) {
                throw Refusal.malformed("Missing user ID. Provide X-User-Id header or user_id query param.");
            }
            return new Admission(new LogId(named(said), known), Long.MAX_VALUE);
        }
        DecodedJWT token = token(verifier, request.header("Authorization"));
        String user = token.getSubject();
        if (user == null || user.isEmpty()) {
            throw new Refusal(401, "The token names no subject.");
        }
        if (said != null && !said.isEmpty() && !said.equals(user)) {
            throw new Refusal(403, "The token is another user's.");
        }
        Instant until = token.getExpiresAtAsInstant();
        return new Admission(new LogId(named(user), known), until == null ? Long.MAX_VALUE : until.toEpochMilli());
    }

    private static DecodedJWT token(JWTVerifier verifier, @Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new Refusal(401, "A bearer token is needed.");
        }
        try {
            return verifier.verify(authorization.substring(BEARER.length()).trim());
        } catch (JWTVerificationException e) {
            throw new Refusal(401, "The token is not valid.");
        }
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.malformed("A user or a scope has at most 200 characters, and no control characters.");
        }
        return name;
    }
}
