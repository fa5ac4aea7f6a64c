package dev.anemone.auth.access;

import dev.anemone.model.App;
import dev.anemone.model.Limits;
import dev.anemone.model.Member;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// How large an app lets the users be that tokens name.
public final class UserLimits {
    private UserLimits() {}

    /// In which way a user is too large for `app`, as a sentence; empty if not. Does not quote the user.
    public static Optional<String> exceeded(App app, Member user) {
        Limits limits = app.limits();
        int idLength = user.id().value().length();
        int infoBytes = user.info().getBytes(StandardCharsets.UTF_8).length;
        return idLength > limits.maxUserIdLength() || infoBytes > limits.maxUserInfoBytes()
                ? Optional.of("The app's members have ids of at most " + limits.maxUserIdLength()
                        + " characters and info of at most " + limits.maxUserInfoBytes()
                        + " bytes; sub has " + idLength + " and user_info " + infoBytes + ".")
                : Optional.empty();
    }
}
