package dev.anemone.auth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelRequestDecoderTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final ChannelRequest.One REQUEST = new ChannelRequest.One(new SocketId("1234.1234"),
            new ChannelName("private-foobar"));

    @ParameterizedTest
    @ValueSource(strings = {"socket_id=1234.1234&channel_name=private-foobar",
            "channel_name=private-foobar&socket_id=1234.1234",
            "socket_id=1234.1234&channel_name=private-foobar&extra=1&extra=2&=&x",
            "&&socket_id=1234.1234&&channel_name=private-foobar&",
            "socket%5Fid=1234%2E1234&channel_name=%70rivate-foobar"})
    void readsFormsAsClientLibrariesPostThem(String form) {
        assertEquals(REQUEST, decode(FORM, form));
    }

    @Test
    void readsEveryCharacterOfChannelNames() { // encodeURIComponent("private-azAZ9_=@,.;-"), and unescaped.
        var expected = new ChannelRequest.One(new SocketId("1.2"), new ChannelName("private-azAZ9_=@,.;-"));

        assertEquals(expected, decode(FORM, "socket_id=1.2&channel_name=private-azAZ9_%3D%40%2C.%3B-"));
        assertEquals(expected, decode(FORM, "socket_id=1.2&channel_name=private-azAZ9_=@,.;-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"socket_id\":\"1234.1234\",\"channel_name\":\"private-foobar\"}",
            " {\"channel_name\":\"private-foobar\",\"extra\":[{}],\"socket_id\":\"1234.1234\"}\n",
            "{\"socket_id\":\"1234.1234\",\"channel_name\":\"\\u0070rivate-foobar\"}"})
    void readsJson(String json) {
        assertEquals(REQUEST, decode(JSON, json));
    }

    @Test
    void readsSeveralChannelsInJson() {
        assertEquals(
                new ChannelRequest.Many(new SocketId("1.2"), List.of("private-b", "presence-a", "not well-formed", "")),
                decode(JSON,
                        """
                                {"socket_id":"1.2","channels":["private-b","presence-a","private-b","not well-formed",""]}"""));
    }

    @Test
    void aFormHasNoListOfChannels() {
        assertEquals(malformed("channel_name: missing."), decode(FORM, "socket_id=1.2&channels=private-x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void aRequestMayNameUpTo100Channels(int count) {
        assertInstanceOf(ChannelRequest.Many.class, decode(JSON, channels(count)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void aRequestNamesNoMoreAndNotNone(int count) {
        assertEquals(malformed("channels: expected 1 to 100, got " + count + "."), decode(JSON, channels(count)));
    }

    private static String channels(int count) {
        return "{\"socket_id\":\"1.2\",\"channels\":[" + String.join(",", Collections.nCopies(count, "\"private-x\""))
                + "]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "application/x-www-form-urlencoded; charset=UTF-8",
            "Application/X-WWW-Form-URLencoded ;charset=utf-8", " application/x-www-form-urlencoded"})
    void parametersOfTheContentTypeDoNotMatter(String contentType) {
        assertEquals(REQUEST, decode(contentType, "socket_id=1234.1234&channel_name=private-foobar"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", value = {
            "`` | socket_id: missing.", "socket_id=1.2 | channel_name: missing.",
            "channel_name=private-x | socket_id: missing.",
            "socket_id=1.2&Channel_Name=private-x | channel_name: missing.",
            "socket_id=&channel_name=private-x | Invalid socket id name: .",
            "socket_id&channel_name=private-x | Invalid socket id name: .",
            "socket_id=1.2&channel_name= | Invalid channel name: .",
            "socket_id=1&channel_name=private-x | Invalid socket id name: 1.",
            "socket_id=1.2:private-y&channel_name=private-x | Invalid socket id name: 1.2:private-y.",
            "socket_id=1.2&channel_name=private-%2F | Invalid channel name: private-/.",
            "socket_id=1.2&channel_name=private+x | Invalid channel name: private x.",
            "socket_id=1.2&channel_name=private-%C3%A9 | Invalid channel name: private-é.",
            "socket_id=1.2&socket_id=1.2&channel_name=private-x | socket_id: sent more than once.",
            "socket_id=1.2&channel_name=private-x&channel_name=private-y | channel_name: sent more than once.",
            "socket_id=1.2&channel_name=private-x&a=%zz | The form is not percent-encoded UTF-8.",
            "socket_id=1.2&channel_name=private-x% | The form is not percent-encoded UTF-8.",
            "{\"socket_id\":\"1.2\",\"channel_name\":\"private-x\"} | socket_id: missing."})
    void saysWhatIsWrongWithAForm(String form, String message) {
        assertEquals(malformed(message), decode(FORM, form));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", value = {
            "`` | Expected a JSON object.",
            "null | Expected a JSON object.",
            "[\"socket_id\"] | Expected a JSON object.",
            "{} | socket_id: missing.", "{\"socket_id\":\"1.2\"} | channel_name: missing.",
            "{\"socket_id\":1.2,\"channel_name\":\"private-x\"} | socket_id: expected text.",
            "{\"socket_id\":\"1.2\",\"channel_name\":null} | channel_name: expected text.",
            "{\"socket_id\":\"1.2\",\"channel_name\":[\"private-x\"]} | channel_name: expected text.",
            "{\"socket_id\":\"1.2\",\"channels\":\"private-x\"} | channels: expected a list of texts.",
            "{\"socket_id\":\"1.2\",\"channels\":[\"private-x\",7]} | channels: expected a list of texts.",
            "{\"socket_id\":\"1.2\",\"channels\":null} | channels: expected a list of texts.",
            "{\"channels\":[\"private-x\"]} | socket_id: missing.",
            "{\"socket_id\":\"x\",\"channels\":[\"private-x\"]} | Invalid socket id name: x.",
            "{\"socket_id\":\"1.2\",\"channel_name\":\"private-x\",\"channels\":[\"private-x\"]} | Expected channel_name or channels, got both.",
            "{\"socket_id\":\"1.2\",\"channel_name\":\"private x\"} | Invalid channel name: private x.",
            "{\"socket_id\":\"1.2\",\"socket_id\":\"1.2\",\"channel_name\":\"private-x\"} | The body is not JSON, or names a member twice.",
            "{\"socket_id\":\"1.2\",\"channel_name\":\"private-x\"} {} | The body is not JSON, or names a member twice.",
            "{\"socket_id\":\"1.2\" | The body is not JSON, or names a member twice.",
            "socket_id=1.2&channel_name=private-x | The body is not JSON, or names a member twice."})
    void saysWhatIsWrongWithJson(String json, String message) {
        assertEquals(malformed(message), decode(JSON, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "text/plain", "multipart/form-data; boundary=x", "application/json+x", "*/*"})
    void otherContentTypesAreNamed(String contentType) {
        assertEquals(
                malformed("Content-Type: expected application/x-www-form-urlencoded or application/json."),
                decode(contentType, "socket_id=1234.1234&channel_name=private-foobar"));
        assertInstanceOf(Refused.class, decode(null, "socket_id=1234.1234&channel_name=private-foobar"));
    }

    @Test
    void anyBytesGiveARequestOrARefusal() {
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            var body = new String(bytes, StandardCharsets.UTF_8);

            assertThat(decode(FORM, body)).isInstanceOf(Refused.class);
            assertThat(decode(JSON, body)).isInstanceOf(Refused.class);
        }
    }

    private static ChannelRequestDecoder.Decoded decode(@Nullable String contentType, String body) {
        return ChannelRequestDecoder.decode(contentType, body);
    }

    private static Refused malformed(String message) {
        return new Refused(AuthError.MALFORMED_REQUEST, message);
    }
}
