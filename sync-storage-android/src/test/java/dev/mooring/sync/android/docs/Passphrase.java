package dev.mooring.sync.android.docs;

import android.content.Context;
import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

// sample: android-passphrase
/** A random passphrase. On disk it is encrypted with a key that never leaves the Android Keystore. */
final class Passphrase {
    private static final int NONCE = 12;

    /** The passphrase of a database. Null if the database is there and its passphrase is lost: then nobody can read it any more. */
    static byte @Nullable [] of(Context context, String database) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("AndroidKeyStore");
        keys.load(null);
        if (!keys.containsAlias(database)) {
            KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, "AndroidKeyStore");
            generator.init(new KeyGenParameterSpec.Builder(
                            database, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
                    .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                    .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                    .build());
            generator.generateKey();
        }
        File wrapped = new File(context.getNoBackupFilesDir(), database + ".key");
        return of((SecretKey) keys.getKey(database, null), wrapped, context.getDatabasePath(database));
    }

    static byte @Nullable [] of(SecretKey key, File wrapped, File database)
            throws GeneralSecurityException, IOException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        if (wrapped.exists()) {
            byte[] stored = Files.readAllBytes(wrapped.toPath());
            try {
                cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, stored, 0, NONCE));
                return cipher.doFinal(stored, NONCE, stored.length - NONCE);
            } catch (AEADBadTagException another) {
                // It was encrypted with another key, as on another device. Anything else may be over the next time.
            }
        }
        if (database.exists()) {
            return null;
        }
        byte[] passphrase = new byte[32];
        new SecureRandom().nextBytes(passphrase);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] stored = Arrays.copyOf(cipher.getIV(), NONCE + 32 + 16);
        cipher.doFinal(passphrase, 0, 32, stored, NONCE);
        File beside = new File(wrapped.getPath() + ".new");
        try (FileOutputStream out = new FileOutputStream(beside)) {
            out.write(stored);
            out.getFD().sync(); // Before the first write to the database.
        }
        Files.move(beside.toPath(), wrapped.toPath(), StandardCopyOption.REPLACE_EXISTING);
        return passphrase;
    }
}
// end
