package dev.mooring.sync.okhttp.entitysync;

/** A payload that the server would refuse or cut; says the field and the rule, never the value. */
final class RefusedPayload extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedPayload(String path, String rule) {
        super(path + " " + rule, null, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
