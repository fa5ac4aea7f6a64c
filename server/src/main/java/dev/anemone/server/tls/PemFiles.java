package dev.anemone.server.tls;

import dev.anemone.server.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Where a certificate and its key are.
record PemFiles(Path certificate, Path key) {
    /// What the files held when they were read.
    record Contents(String certificate, String key) {
        /// Without the key, which is a secret.
        @Override
        public String toString() {
            return certificate;
        }
    }

    /// What the files hold now. Links are followed each time.
    ///
    /// @throws ConfigException if one of them cannot be read; one sentence
    Contents read() {
        return new Contents(read("certificate", certificate), read("key", key));
    }

    /// What one file holds now, named by `tls.` and `setting`.
    ///
    /// @throws ConfigException if it cannot be read; one sentence
    static String read(String setting, Path path) {
        String problem;
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            problem = "there is no file " + path;
        } catch (AccessDeniedException _) {
            problem = "this user may not read " + path;
        } catch (IOException e) {
            problem = "cannot read " + path + " (" + e.getMessage() + ")";
        }
        throw new ConfigException("tls." + setting + ": " + problem);
    }
}
