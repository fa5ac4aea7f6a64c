package dev.anemone.gateway.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.ClientMessage.Ping;
import dev.anemone.gateway.protocol.ClientMessage.Pong;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.ClientMessage.SubscribeMalformed;
import dev.anemone.gateway.protocol.ClientMessage.Token;
import dev.anemone.gateway.protocol.ClientMessage.Unacceptable;
import dev.anemone.gateway.protocol.ClientMessage.Unsubscribe;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventName;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Text in, message out. The texts are those that official clients send, and those that break each rule.
class MessageDecoderTest {
    private static final Unacceptable INVALID_JSON = new Unacceptable("Received invalid JSON");
    private static final Unacceptable NO_EVENT = new Unacceptable(
            "Received invalid JSON: a message needs an event, a string");

    /// Decodes from the middle of a larger array, as frames arrive: what stands beside the message must not matter.
    private static ClientMessage decode(String text) {
        return decode(text.getBytes(UTF_8));
    }

    private static ClientMessage decode(byte[] text) {
        var buffer = new byte[text.length + 13];
        Arrays.fill(buffer, (byte) '"');
        System.arraycopy(text, 0, buffer, 7, text.length);
        ClientMessage message = MessageDecoder.decode(buffer, 7, text.length);
        assertThat(MessageDecoder.decode(text, 0, text.length)).isEqualTo(message);
        return message;
    }

    private static Subscribe subscribe(String channel, @Nullable String auth, @Nullable String channelData) {
        return new Subscribe(new ChannelName(channel), auth, channelData);
    }

    /// The JSON string token that subscribers receive as the data of a client event sent with `data`.
    private static String relayed(String data) {
        ClientMessage message = decode("{\"event\":\"client-a\",\"data\":" + data + ",\"channel\":\"private-a\"}");
        assertThat(message).isInstanceOf(ClientEvent.class);
        assertThat(decode("{\"channel\":\"private-a\",\"event\":\"client-a\",\"data\":" + data + " }"))
                .isEqualTo(message);
        return new String(((ClientEvent) message).data().token(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"token\":\"a.b.c\"}", "\"{\\\"token\\\":\\\"a.b.c\\\"}\"",
            "{\"more\":{\"token\":7},\"token\":\"a.b.c\"}"})
    void aTokenIsReadAndNotLookedAt(String data) {
        assertThat(decode("{\"event\":\"anemone:token\",\"data\":" + data + "}")).isEqualTo(new Token("a.b.c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":\"\"}", "{\"token\":7}", "\"a.b.c\"", "null", "[\"a.b.c\"]"})
    void aTokenThatIsNoneIsRefused(String data) {
        assertThat(decode("{\"event\":\"anemone:token\",\"data\":" + data + "}")).isInstanceOf(Unacceptable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"pusher:ping\",\"data\":{}}", "{\"event\": \"pusher:ping\"}",
            "{\"data\":\"\",\"event\":\"pusher:ping\"}", " \t\r\n{ \"event\" : \"pusher:ping\" } \n",
            "{\"event\":\"\\u0070usher:ping\"}"})
    void aPingNeedsNoData(String text) {
        assertThat(decode(text)).isEqualTo(new Ping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"pusher:pong\",\"data\":{}}", "{\"event\":\"pusher:pong\"}",
            "{\"event\":\"pusher:pong\",\"data\":[null]}"})
    void aPongNeedsNoData(String text) {
        assertThat(decode(text)).isEqualTo(new Pong());
    }

    @Test
    void subscribesAsOfficialClientsSay() {
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"auth":"","channel":"my-channel"}}"""))
                .isEqualTo(subscribe("my-channel", null, null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"my-channel"}}"""))
                .isEqualTo(subscribe("my-channel", null, null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"auth":"KEY:HEX","channel":"private-x"}}"""))
                .isEqualTo(subscribe("private-x", "KEY:HEX", null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"auth":"KEY:HEX","channel_data":"{\\"user_id\\":\\"1\\",\
                \\"user_info\\":{\\"name\\":\\"A\\"}}","channel":"presence-x"}}"""))
                .isEqualTo(
                        subscribe("presence-x", "KEY:HEX", "{\"user_id\":\"1\",\"user_info\":{\"name\":\"A\"}}"));
    }

    @Test
    void whatTheCustomersServerSignedIsOnlyDecodedOnce() {
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"presence-x","auth":"k:s",\
                "channel_data":"{ \\"user_id\\" : \\"a\\\\/b\\\\u00e9é\\" }"}}"""))
                .isEqualTo(subscribe("presence-x", "k:s", "{ \"user_id\" : \"a\\/b\\u00e9é\" }"));
    }

    @Test
    void emptyOrNullAuthAndChannelDataAreAbsent() {
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"private-x","auth":"","channel_data":""}}"""))
                .isEqualTo(subscribe("private-x", null, null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"private-x","auth":null,"channel_data":null}}"""))
                .isEqualTo(subscribe("private-x", null, null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"private-x","auth":{"k":1}}}"""))
                .isEqualTo(subscribe("private-x", null, null));
    }

    @Test
    void theDataOfASubscribeMayBeAStringOfJson() {
        assertThat(decode("""
                {"event":"pusher:subscribe","data":"{\\"channel\\":\\"private-x\\",\\"auth\\":\\"k:s\\"}"}"""))
                .isEqualTo(subscribe("private-x", "k:s", null));
        assertThat(decode("""
                {"event":"pusher:unsubscribe","data":"{\\"channel\\":\\"x\\"}"}"""))
                .isEqualTo(new Unsubscribe(new ChannelName("x")));
    }

    @Test
    void unsubscribes() {
        assertThat(decode("""
                {"event":"pusher:unsubscribe","data":{"channel":"my-channel"}}"""))
                .isEqualTo(new Unsubscribe(new ChannelName("my-channel")));
    }

    @Test
    void unknownMembersAreSkippedWhateverTheyHold() {
        assertThat(decode("""
                {"x":{"event":"y","data":[{}]},"event":"pusher:subscribe","user_id":"9","socket_id":"1.1",\
                "data":{"z":[1,{"channel":"no"}],"channel":"a","more":null},"channel":"b","n":-1.5e3}"""))
                .isEqualTo(subscribe("a", null, null));
    }

    @Test
    void ofARepeatedMemberTheLastCounts() {
        assertThat(decode("""
                {"event":"pusher:ping","event":"pusher:pong"}""")).isEqualTo(new Pong());
        assertThat(decode("""
                {"event":"pusher:ping","event":7}""")).isEqualTo(NO_EVENT);
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"a"},"data":{"channel":"b","channel":"c"}}"""))
                .isEqualTo(subscribe("c", null, null));
        assertThat(decode("""
                {"event":"pusher:subscribe","data":{"channel":"a","channel_data":{},"channel_data":"x"}}"""))
                .isEqualTo(subscribe("a", null, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hello", "{", "{\"event\"", "{\"event\":", "{\"event\":\"pusher:ping\"",
            "{\"event\":\"pusher:ping\",}", "{event:\"pusher:ping\"}", "{'event':'pusher:ping'}",
            "{\"event\":\"pusher:ping\"} x", "{\"event\":\"pusher:ping\"}{}", "{\"event\":\"pusher:ping\"}]",
            "{\"event\":\"pusher:ping\"} // end", "{\"event\":\"pusher:p\\ing\"}", "{\"event\":\"pusher:\nping\"}",
            "{\"event\":\"pusher:ping\",\"data\":01}", "{\"event\":\"pusher:ping\",\"data\":+1}",
            "{\"event\":\"pusher:ping\",\"data\":NaN}", "{\"event\":\"pusher:ping\",\"data\":tru}",
            "{\"event\":\"pusher:ping\",\"data\":[1,]}", "{\"event\":\"pusher:ping\",\"data\":\"\\ud83\"}",
            "{\"event\":\"pusher:subscribe\",\"data\":\"{\"}", "{\"event\":\"pusher:subscribe\",\"data\":\"hello\"}",
            "[]", "[{\"event\":\"pusher:ping\"}]", "1", "\"pusher:ping\"", "null", "true",
            "\ufeff{\"event\":\"pusher:ping\"}"})
    void whatIsNotAJsonObjectIsInvalid(String text) {
        assertThat(decode(text)).isEqualTo(INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":{}}", "{\"event\":null}", "{\"event\":1}", "{\"event\":{}}",
            "{\"event\":[\"pusher:ping\"]}", "{\"Event\":\"pusher:ping\"}"})
    void aMessageNeedsAnEvent(String text) {
        assertThat(decode(text)).isEqualTo(NO_EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-event", "pusher:foo", "pusher:Ping", "pusher:connection_established",
            "pusher_internal:member_added", "pusher_internal:subscription_succeeded", "Client-x", "client", ""})
    void otherEventsAreUnsupported(String event) {
        assertThat(decode("{\"event\":\"" + event + "\",\"channel\":\"private-x\",\"data\":{}}"))
                .isEqualTo(new Unacceptable("Unsupported event received on socket: " + event));
    }

    @Test
    void aLongNameOfAnUnsupportedEventIsNotEchoedWhole() {
        assertThat(decode("{\"event\":\"" + "x".repeat(100_000) + "\"}"))
                .isEqualTo(
                        new Unacceptable("Unsupported event received on socket: " + "x".repeat(200) + "…"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null", ",\"data\":{}", ",\"data\":[]", ",\"data\":\"\"", ",\"data\":\"[]\"",
            ",\"data\":\"7\"", ",\"data\":7", ",\"channel\":\"x\"", ",\"data\":{\"channel\":7}",
            ",\"data\":{\"channel\":null}", ",\"data\":{\"channel\":{\"channel\":\"x\"}}",
            ",\"data\":\"{\\\"channel\\\":\\\"x\\\"} {}\""})
    void aSubscribeNeedsAChannel(String rest) {
        assertThat(decode("{\"event\":\"pusher:subscribe\"" + rest + "}"))
                .isEqualTo(new Unacceptable("pusher:subscribe needs data with a channel, a string"));
        assertThat(decode("{\"event\":\"pusher:unsubscribe\"" + rest + "}"))
                .isEqualTo(new Unacceptable("pusher:unsubscribe needs data with a channel, a string"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a:b", "a%b", "é", "#foo", "a\u0000"})
    void aNameThatNoChannelCanHaveIsToldToTheChannel(String name) {
        String json = name.replace("\u0000", "\\u0000");
        assertThat(decode("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + json + "\"}}"))
                .isEqualTo(new SubscribeMalformed(name, "Invalid channel name: " + name));
        assertThat(decode("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + json + "\"}}"))
                .isEqualTo(new Unacceptable("Invalid channel name: " + name));
        assertThat(decode("{\"event\":\"client-x\",\"data\":1,\"channel\":\"" + json + "\"}"))
                .isEqualTo(new Unacceptable("Invalid channel name: " + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_id\":\"1\"}", "1", "[]", "true"})
    void channelDataMustBeTheStringThatWasSigned(String channelData) {
        assertThat(decode("{\"event\":\"pusher:subscribe\",\"data\":{\"channel_data\":" + channelData
                + ",\"channel\":\"presence-x\"}}"))
                .isEqualTo(
                        new SubscribeMalformed("presence-x", "channel_data must be a string containing JSON"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"client-x\",\"data\":{}}",
            "{\"event\":\"client-x\",\"channel\":\"private-x\"}",
            "{\"event\":\"client-x\",\"channel\":7,\"data\":{}}",
            "{\"event\":\"client-x\",\"channel\":null,\"data\":1}"})
    void aClientEventNeedsChannelAndData(String text) {
        assertThat(decode(text))
                .isEqualTo(new Unacceptable("Invalid client event (must contain channel and data)"));
    }

    @Test
    void aClientEventIsItsNameItsChannelAndItsData() {
        ClientMessage message = decode("""
                {"event":"client-typing","data":{"a":1},"channel":"private-room","user_id":"x","socket_id":"1.2"}""");

        assertThat(message).isInstanceOf(ClientEvent.class);
        var event = (ClientEvent) message;
        assertThat(event.event()).isEqualTo(new EventName("client-typing"));
        assertThat(event.channel()).isEqualTo(new ChannelName("private-room"));
        assertThat(new String(event.data().token(), UTF_8)).isEqualTo("\"{\\\"a\\\":1}\"");
    }

    @Test
    void aNameThatNoEventCanHaveIsRefused() {
        assertThat(decode("{\"event\":\"client-" + "x".repeat(1_000) + "\",\"channel\":\"private-x\",\"data\":1}"))
                .isInstanceOf(Unacceptable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"plain\"", "\"{\\\"a\\\":1}\"", "\"\\u0061\\/\\ud83d\\ude00 \\uD83D\\b\"",
            "\"é漢😀\u2028\"", "\"  spaces  \"", "\"\\u0000\""})
    void aStringIsRelayedByteForByte(String token) {
        assertThat(relayed(token)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = false, value = {
            "null|null", "true|true", "false|false", "0|0", "-0|-0", "1.0|1.0", "1e5|1e5", "-1.50E+007|-1.50E+007",
            "123456789012345678901234567890.123456789012345678901234567890"
                    + "|123456789012345678901234567890.123456789012345678901234567890",
            "[ 1.0 , 1e5 ]|[1.0,1e5]", "{}|{}", "[]|[]", "{ \"a\" : [ ] }|{\\\"a\\\":[]}",
            "{\"b\":1,\"a\":{\"x\": null}}|{\\\"b\\\":1,\\\"a\\\":{\\\"x\\\":null}}",
            "{\"a\":\" x \\\" y \"}|{\\\"a\\\":\\\" x \\\\\\\" y \\\"}", "[\"\\u00e9é\\/\"]|[\\\"\\\\u00e9é\\\\/\\\"]",
            "{\"a\":1,\"a\":2}|{\\\"a\\\":1,\\\"a\\\":2}"})
    void whatIsNotAStringIsRelayedAsItsCompactText(String data, String inside) {
        assertThat(relayed(data)).isEqualTo('"' + inside + '"');
        assertThat(relayed(" \n" + data + "\t ")).isEqualTo('"' + inside + '"');
    }

    @Test
    void depthIsBounded() {
        assertThat(relayed("[".repeat(63) + "]".repeat(63))).isEqualTo("\"" + "[".repeat(63) + "]".repeat(63) + "\"");
        assertThat(decode("{\"event\":\"pusher:ping\",\"data\":" + "[".repeat(64) + "]".repeat(64) + "}"))
                .isEqualTo(INVALID_JSON);
        assertThat(decode("[".repeat(100_000))).isEqualTo(INVALID_JSON);
    }

    @Test
    void aLoneSurrogateIsKept() {
        assertThat(decode("{\"event\":\"my\\ud83d\"}"))
                .isEqualTo(new Unacceptable("Unsupported event received on socket: my\ud83d"));
        assertThat(relayed("\"\\udE00\\ud83d\"")).isEqualTo("\"\\udE00\\ud83d\"");
        assertThat(relayed("[\"\\ud83d\"]")).isEqualTo("\"[\\\"\\\\ud83d\\\"]\"");
    }

    @Test
    void onlyUtf8IsJson() { // RFC 8259 §8.1. UTF-16 and UTF-32 of ASCII are UTF-8 with NULs, so they do come this far.
        String text = "{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":{}}";
        assertThat(decode(text.getBytes(UTF_16LE))).isEqualTo(INVALID_JSON);
        assertThat(decode(("\0" + text.replace("", "\0")).getBytes(UTF_8))).isEqualTo(INVALID_JSON);
        assertThat(decode(text.replace("", "\0\0\0").getBytes(UTF_8))).isEqualTo(INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eda080", "c080", "f4908080", "c3"})
    void dataThatIsNotUtf8IsNotPassedOn(String bytes) {
        String text = "{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":\"?\"}";
        byte[] json = text.replace("?", new String(HexFormat.of().parseHex(bytes), ISO_8859_1)).getBytes(ISO_8859_1);

        assertThat(decode(json)).isEqualTo(INVALID_JSON);
    }
}
