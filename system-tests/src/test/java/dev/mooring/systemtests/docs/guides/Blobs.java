package dev.mooring.systemtests.docs.guides;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A folder of files, each named by the SHA-256 of what is in it. So a file never changes, and the same one is kept once. */
record Blobs(Path folder) {
    /** Takes a file in and returns its name. It is there whole or not at all. */
    String take(InputStream bytes) throws IOException {
        Path part = Files.createTempFile(folder, "new", ".part");
        Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
        String name = sha256(part);
        Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    /** Takes in what was downloaded, if it is what it should be; else throws it away. */
    boolean complete(String name) throws IOException {
        boolean right = sha256(part(name)).equals(name);
        if (right) {
            Files.move(part(name), file(name), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(part(name));
        }
        return right;
    }

    boolean has(String name) {
        return Files.exists(file(name));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** As much of it as was downloaded by now. */
    Path part(String name) {
        return folder.resolve(name + ".part");
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] some = new byte[64 << 10];
            for (int read = bytes.read(some); read >= 0; read = bytes.read(some)) {
                digest.update(some, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
