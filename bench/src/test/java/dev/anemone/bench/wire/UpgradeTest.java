package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UpgradeTest {
    /// RFC 6455, 1.3: the key and its answer.
    private static final Upgrade UPGRADE = new Upgrade("dGhlIHNhbXBsZSBub25jZQ==");
    private static final String ACCEPTED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    @Test
    void theAnswerOfTheRfcIsAccepted() throws ProtocolFault {
        assertThat(UPGRADE.accepted(ACCEPTED, true)).isFalse();
        assertThat(UPGRADE.accepted(ACCEPTED + "\r\nSec-WebSocket-Extensions: permessage-deflate; "
                + "server_no_context_takeover; client_no_context_takeover", true)).isTrue();
    }

    @Test
    void otherAnswersAreFaults() {
        assertThatThrownBy(() -> UPGRADE.accepted("HTTP/1.1 503 Service Unavailable", false))
                .hasMessageContaining("503 Service Unavailable");
        assertThatThrownBy(() -> UPGRADE.accepted(ACCEPTED.replace("s3p", "s3q"), false))
                .hasMessageContaining("Sec-WebSocket-Accept");
        assertThatThrownBy(() -> UPGRADE.accepted(ACCEPTED + "\r\nSec-WebSocket-Extensions: permessage-deflate", true))
                .hasMessageContaining("not offered");
    }
}
