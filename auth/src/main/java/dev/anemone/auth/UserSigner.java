package dev.anemone.auth;

import dev.anemone.model.Credential;
import dev.anemone.model.SocketId;

/// Signs and checks user sign-ins, `pusher:signin` (Pusher docs, "Generating authentication and authorization
/// strings"). Stateless.
public final class UserSigner {
    private UserSigner() {}

    /// What is signed: `socket_id::user::user_data`.
    ///
    /// @param userData exactly as it will be sent
    public static String stringToSign(SocketId socket, String userData) {
        return socket.value() + "::user::" + userData;
    }

    /// The value of `auth` that signs `socket` in: `key:signature`.
    public static String sign(Credential credential, SocketId socket, String userData) {
        return credential.key() + ":" + HmacSha256.hex(credential, stringToSign(socket, userData));
    }

    /// Whether `signature` (the part of `auth` after the first colon) was made with `credential`. Constant time.
    public static boolean verify(Credential credential, SocketId socket, String userData, String signature) {
        return HmacSha256.matches(HmacSha256.hex(credential, stringToSign(socket, userData)), signature);
    }
}
