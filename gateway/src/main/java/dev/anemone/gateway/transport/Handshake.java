package dev.anemone.gateway.transport;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The opening handshake (RFC 6455 §4.2), version 13 only.
final class Handshake {
    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int KEY_CHARACTERS = 24; // Padding included; Java's decoder would do without.

    /// What the request deserves.
    sealed interface Outcome {
        /// A switch of protocols.
        record Accepted(String accept, @Nullable String subprotocol, Optional<String> compression)
                implements
                    Outcome {
            /// Writes the 101 and ends the exchange.
            void answer(HttpServerExchange exchange) {
                HeaderMap headers = exchange.getResponseHeaders();
                headers.put(Headers.UPGRADE, "websocket");
                headers.put(Headers.SEC_WEB_SOCKET_ACCEPT, accept);
                if (subprotocol != null) {
                    headers.put(Headers.SEC_WEB_SOCKET_PROTOCOL, subprotocol);
                }
                compression.ifPresent(agreed -> headers.put(Headers.SEC_WEB_SOCKET_EXTENSIONS, agreed));
                exchange.endExchange();
            }
        }

        /// An HTTP error.
        record Refused(int status, String reason) implements Outcome {
            void answer(HttpServerExchange exchange) {
                exchange.setStatusCode(status);
                if (status == StatusCodes.UPGRADE_REQUIRED) {
                    exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
                    exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_VERSION, VERSION);
                }
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
                exchange.getResponseSender().send(reason + "\n");
            }
        }
    }

    private Handshake() {}

    static Outcome check(HttpString method, HttpString protocol, HeaderMap headers) {
        if (!protocol.equals(Protocols.HTTP_1_1)) {
            return new Outcome.Refused(StatusCodes.BAD_REQUEST, "A WebSocket handshake is HTTP/1.1.");
        }
        if (!wanted(headers) || !lists(headers, Headers.CONNECTION, "upgrade")) {
            return new Outcome.Refused(StatusCodes.UPGRADE_REQUIRED, "This address speaks WebSocket.");
        }
        if (!method.equals(Methods.GET)) {
            return new Outcome.Refused(StatusCodes.METHOD_NOT_ALLOWED, "A WebSocket handshake is a GET.");
        }
        if (!VERSION.equals(headers.getFirst(Headers.SEC_WEB_SOCKET_VERSION))) {
            return new Outcome.Refused(StatusCodes.UPGRADE_REQUIRED, "This server speaks WebSocket version 13.");
        }
        String key = headers.getFirst(Headers.SEC_WEB_SOCKET_KEY);
        if (key == null || !wellFormed(key)) {
            return new Outcome.Refused(StatusCodes.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in Base64.");
        }
        return new Outcome.Accepted(accept(key), firstOffered(headers),
                headers.contains(Headers.SEC_WEB_SOCKET_EXTENSIONS)
                        ? Compression.answer(headers.get(Headers.SEC_WEB_SOCKET_EXTENSIONS))
                        : Optional.empty());
    }

    /// Whether the request asks for a WebSocket. Other upgrades, such as a Java client's to `h2c`, may be ignored (RFC 9110
    /// §7.8).
    static boolean wanted(HeaderMap headers) {
        return lists(headers, Headers.UPGRADE, "websocket");
    }

    private static boolean wellFormed(String key) {
        try {
            return key.length() == KEY_CHARACTERS && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-1", e);
        }
    }

    /// Some clients fail unless what they offer is confirmed; they offer `pusher-channels-protocol-7`.
    private static @Nullable String firstOffered(HeaderMap headers) {
        String offered = headers.getFirst(Headers.SEC_WEB_SOCKET_PROTOCOL);
        if (offered == null) {
            return null;
        }
        for (String item : offered.split(",", -1)) {
            if (!item.isBlank()) {
                return item.strip();
            }
        }
        return null;
    }

    private static boolean lists(HeaderMap headers, HttpString name, String token) {
        if (!headers.contains(name)) {
            return false;
        }
        for (String value : headers.get(name)) {
            for (String item : value.split(",", -1)) {
                if (item.strip().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
