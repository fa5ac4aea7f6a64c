package dev.anemone.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.ChannelData.Result.Invalid;
import dev.anemone.gateway.protocol.ChannelData.Result.Present;
import dev.anemone.model.Limits;
import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelDataTest {
    private static ChannelData.Result read(String channelData) {
        return ChannelData.read(channelData, Limits.DEFAULTS);
    }

    private static Present member(String id, String info) {
        return new Present(new Member(new UserId(id), info));
    }

    @Test
    void namesAMemberAndItsInfo() {
        assertThat(read("{\"user_id\":\"22\",\"user_info\":{\"name\":\"Bob\"}}"))
                .isEqualTo(member("22", "{\"name\":\"Bob\"}"));
        assertThat(read("{\"user_info\":{\"name\":\"Bob\"},\"user_id\":\"22\",\"more\":[{\"user_id\":7}]}"))
                .isEqualTo(member("22", "{\"name\":\"Bob\"}"));
    }

    @ParameterizedTest
    @CsvSource({"10,10", "0,0", "-1,-1", "12345678901234567890123,12345678901234567890123", "1.0,1.0", "1e5,1e5"})
    void aNumberBecomesItsText(String number, String id) {
        assertThat(read("{\"user_id\":" + number + "}")).isEqualTo(member(id, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ \"a\" : 1.0 , \"b\":[ ] }", "{\"a\":\"\\u00e9\\/é😀\"}",
            "{\"a\":{\"b\":{\"c\":1e5}}}",
            "{\"a\":1,\"a\":2}", "{\"quote\":\"\\\"}\"}"})
    void theInfoIsKeptAsItWasSigned(String info) {
        assertThat(read("{\"user_id\":\"é😀\",\"user_info\":" + info + "}")).isEqualTo(member("é😀", info));
        assertThat(read(" { \"user_info\" : " + info + " , \"user_id\" : \"é😀\" } ")).isEqualTo(member("é😀", info));
    }

    @Test
    void theInfoIsKeptAlsoInLongText() { // Longer than what the parser takes at once.
        String info = "{\"a\":\"é" + "x".repeat(900) + "\"}";
        String padding = "\"pad\":\"" + "é".repeat(60_000) + "\",";
        assertThat(read("{" + padding + "\"user_info\":" + info + "," + padding + "\"user_id\":\"1\"}"))
                .isEqualTo(member("1", info));
    }

    @Test
    void noInfoIsAnEmptyObject() {
        assertThat(read("{\"user_id\":\"1\"}")).isEqualTo(member("1", "{}"));
        assertThat(read("{\"user_id\":\"1\",\"user_info\":null}")).isEqualTo(member("1", "{}"));
        assertThat(read("{\"user_id\":\"1\",\"user_info\":{\"a\":1},\"user_info\":null}")).isEqualTo(member("1", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_id\":null}", "{\"user_id\":\"\"}", "{\"user_id\":true}",
            "{\"user_id\":{\"user_id\":\"1\"}}", "{\"user_id\":[\"1\"]}", "{\"user_id\":\"1\",\"user_id\":{}}",
            "{\"User_id\":\"1\"}", "{\"user_info\":{\"user_id\":\"1\"}}"})
    void aMemberNeedsAnId(String channelData) {
        assertThat(read(channelData))
                .isEqualTo(new Invalid("channel_data must include a user_id, a string or a number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"name\"", "[]", "1", "true", "[{\"a\":1}]"})
    void infoMustBeAnObject(String info) {
        assertThat(read("{\"user_id\":\"1\",\"user_info\":" + info + "}"))
                .isEqualTo(
                        new Invalid("user_info supplied to presence subscription is invalid"
                                + " - if supplied it must be a type of hash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\"", "null", "", " "})
    void channelDataMustBeAnObject(String channelData) {
        assertThat(read(channelData)).isEqualTo(new Invalid("channel_data must be a JSON object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{", "{\"user_id\":\"1\"", "{\"user_id\":1x}", "{user_id:\"1\"}",
            "{\"user_id\":\"1\",\"user_info\":{]}}", "{\"user_id\":\"1\"} x"})
    void channelDataMustBeJson(String channelData) {
        assertThat(read(channelData)).isEqualTo(new Invalid("channel_data is not valid JSON"));
    }

    @Test
    void channelDataMustEndWithItsObject() {
        assertThat(read("{\"user_id\":\"1\"} {}"))
                .isEqualTo(new Invalid("channel_data must be a single JSON object"));
    }

    @Test
    void depthIsBounded() {
        assertThat(read("{\"user_id\":\"1\",\"a\":" + "[".repeat(63) + "]".repeat(63) + "}"))
                .isEqualTo(member("1", "{}"));
        assertThat(read("{\"user_id\":\"1\",\"a\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .isEqualTo(new Invalid("channel_data is not valid JSON"));
    }

    @Test
    void anIdMayHave128Characters() {
        assertThat(read("{\"user_id\":\"" + "é".repeat(128) + "\"}")).isEqualTo(member("é".repeat(128), "{}"));
        assertThat(read("{\"user_id\":\"" + "é".repeat(129) + "\"}"))
                .isEqualTo(new Invalid("user_id has 129 characters, at most 128 are allowed"));
    }

    @Test
    void infoMayHave1024BytesOfUtf8() {
        String most = "{\"a\":\"" + "é".repeat(508) + "\"}"; // 8 bytes around 1,016
        assertThat(read("{\"user_id\":\"1\",\"user_info\":" + most + "}")).isEqualTo(member("1", most));
        String more = "{\"ab\":\"" + "é".repeat(508) + "\"}";
        assertThat(read("{\"user_id\":\"1\",\"user_info\":" + more + "}"))
                .isEqualTo(new Invalid("user_info has 1025 bytes, at most 1024 are allowed"));
    }
}
