package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class InflationTest {
    /// RFC 7692, 7.2.3.1 and 7.2.3.3: "Hello", compressed and stored.
    @Test
    void theExamplesOfTheRfcAreRead() throws ProtocolFault {
        try (var inflation = new Inflation(1_000)) {
            for (String hex : new String[]{"f248cdc9c90700", "000500faff48656c6c6f00", "f248cdc9c90700"}) {
                byte[] message = HexFormat.of().parseHex(hex);

                assertThat(new String(inflation.inflate(message, 0, message.length), StandardCharsets.US_ASCII))
                        .isEqualTo("Hello");
            }
        }
    }

    @Test
    void aBombIsNotInflatedBeyondTheBound() {
        var deflater = new Deflater(9, true);
        deflater.setInput(new byte[100_000]);
        byte[] bytes = new byte[1_000];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        byte[] bomb = Arrays.copyOf(bytes, length);

        try (var inflation = new Inflation(1_000)) {
            assertThatThrownBy(() -> inflation.inflate(bomb, 0, length)).isInstanceOf(ProtocolFault.class)
                    .hasMessageContaining("1000 bytes or more");
        }
    }
}
