package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /// Bytes at which the grammar of RFC 3629 §4 changes its mind, and their neighbours.
    private static final int[] EDGES = {0x00, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
            0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

    @Test
    void agreesWithThePlatformOnEverySequenceOfTwoBytes() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                assertAgrees((byte) first, (byte) second);
            }
        }
    }

    @Test
    void agreesWithThePlatformOnSequencesOfFourEdges() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    for (int d : EDGES) {
                        assertAgrees((byte) a, (byte) b, (byte) c, (byte) d);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithThePlatformWhereverTheOddByteIs() {
        var random = new Random(1);
        for (int length = 0; length < 40; length++) {
            for (int i = 0; i < length; i++) {
                byte[] text = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
                text[i] = (byte) EDGES[random.nextInt(EDGES.length)];
                text[random.nextInt(length)] = (byte) EDGES[random.nextInt(EDGES.length)];
                assertAgrees(text);
            }
        }
    }

    private static void assertAgrees(byte... text) {
        boolean valid = platformAccepts(text);
        if (Utf8.isValid(text) != valid) { // Half a million times: too often for an assertion object each.
            fail("%s UTF-8: %s".formatted(valid ? "Refused valid" : "Accepted invalid", Arrays.toString(text)));
        }
    }

    /// The platform decodes what is malformed to U+FFFD, which encodes to other bytes.
    private static boolean platformAccepts(byte[] text) {
        return Arrays.equals(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), text);
    }
}
