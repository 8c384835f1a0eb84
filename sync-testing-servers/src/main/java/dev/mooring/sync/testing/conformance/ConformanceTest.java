package dev.mooring.sync.testing.conformance;

/**
 * Tries one promise.
 *
 * @param promise which
 * @param requests how many requests it makes at most
 * @param body returns if the promise is kept, and throws an {@link Ending} if not
 */
record ConformanceTest(Promise promise, int requests, Body body) {
    /** What a test does. */
    interface Body {
        void run(Stage stage) throws Exception;
    }
}
