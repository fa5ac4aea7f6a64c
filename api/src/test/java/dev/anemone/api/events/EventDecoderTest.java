package dev.anemone.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.api.channels.InfoAttribute;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.Reply;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.Limits;
import dev.anemone.model.SocketId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
    @Test
    void everyMemberIsRead() {
        Trigger trigger = event("""
                {"name":"App\\\\Events\\\\Shipped","channels":["a","presence-b"],"data":"{\\"x\\":1}",
                 "socket_id":"1.2","info":"user_count,subscription_count"}""");
        assertThat(trigger.name().value()).isEqualTo("App\\Events\\Shipped");
        assertThat(trigger.channels()).containsExactly(new ChannelName("a"), new ChannelName("presence-b"));
        assertThat(trigger.data()).isEqualTo(EventData.ofString("{\"x\":1}"));
        assertThat(trigger.except()).contains(new SocketId("1.2"));
        assertThat(trigger.info()).containsExactly(InfoAttribute.USER_COUNT, InfoAttribute.SUBSCRIPTION_COUNT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{\\\"a\\\":1}", "\\/", "\\u0000", "\\u00e9\\u20ac\\ud83d\\ude00", "é€😀",
            "\\ud800",
            "\u2028", "\\\\", "\\\\\\\"", "a\\tb\\n", "\u007f", "\\\\u12"})
    void dataStaysTheBytesItWas(String inside) {
        String token = "\"" + inside + "\"";
        assertThat(token(event("{\"name\":\"n\",\"channel\":\"c\",\"data\":" + token + "}"))).isEqualTo(token);
        assertThat(token(event("{ \"data\" :\n " + token + " , \"n\u20ac\":\"é\",\"name\":\"n\",\"channel\":\"c\"}")))
                .isEqualTo(token);
        assertThat(batch("{\"batch\":[{\"name\":\"n\",\"channel\":\"c\",\"data\":" + token
                + "},\t{\"channel\":\"c\",\"data\":  " + token + ",\"name\":\"n\"}]}").stream()
                .map(EventDecoderTest::token))
                .containsExactly(token, token);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "1 | 1", "-0.10e+02 | -0.10e+02", "12345678901234567890123 | 12345678901234567890123", "true | true",
            "null | null", "{} | {}", "[ ] | []",
            "{ \"a b\" : [ 1 , 2.50, \" \\\" } \", \"é\" ] } | {\"a b\":[1,2.50,\" \\\" } \",\"é\"]}"})
    void dataThatIsNoStringBecomesCompactText(String data, String text) {
        assertThat(event("{\"data\": " + data + " ,\"name\":\"n\",\"channel\":\"c\"}").data())
                .isEqualTo(EventData.ofString(text));
    }

    @Test
    void theByteOrderMarkThatSomeEditorsWriteIsIgnored() { // RFC 8259 §8.1 lets parsers do so.
        assertThat(token(event("\ufeff{\"name\":\"n\",\"channel\":\"c\",\"data\":\"x\"}"))).isEqualTo("\"x\"");
    }

    @Test
    void nullIsAbsentExceptAsData() {
        Trigger trigger = event("""
                {"name":"n","channels":null,"channel":"c","data":"","socket_id":null,"info":null}""");
        assertThat(trigger.except()).isEmpty();
        assertThat(trigger.info()).isEmpty();
        assertThat(trigger.channels()).containsExactly(new ChannelName("c"));
    }

    @Test
    void channelsArePreferredToChannelAndCollapse() {
        assertThat(
                event("{\"name\":\"n\",\"channel\":\"c\",\"channels\":[\"b\",\"a\",\"b\"],\"data\":\"\"}").channels())
                .containsExactly(new ChannelName("b"), new ChannelName("a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "\"channel\":\"c\",\"data\":\"\" | Expected name parameter to be a string",
            "\"name\":1,\"channel\":\"c\",\"data\":\"\" | Expected name parameter to be a string",
            "\"name\":null,\"channel\":\"c\",\"data\":\"\" | Expected name parameter to be a string",
            "\"name\":[\"n\"],\"channel\":\"c\",\"data\":\"\" | Expected name parameter to be a string",
            "\"name\":\"\",\"channel\":\"c\",\"data\":\"\" | Invalid event name: expected 1 to 200 characters, got 0",
            "\"name\":\"pusher:ping\",\"channel\":\"c\",\"data\":\"\" | Invalid event name: names that start with pusher: or "
                    + "pusher_internal: are reserved",
            "\"name\":\"pusher_internal:x\",\"channel\":\"c\",\"data\":\"\" | Invalid event name: names that start with "
                    + "pusher: or pusher_internal: are reserved",
            "\"name\":\"n\",\"data\":\"\" | Missing channels: expected 1 to 100 names in the channels parameter, or one in "
                    + "the channel parameter",
            "\"name\":\"n\",\"channels\":[],\"data\":\"\" | Missing channels: expected 1 to 100 names in the channels "
                    + "parameter, or one in the channel parameter",
            "\"name\":\"n\",\"channels\":\"c\",\"data\":\"\" | Expected channels parameter to be an array of strings",
            "\"name\":\"n\",\"channels\":[\"c\",1],\"data\":\"\" | Expected channels parameter to be an array of strings",
            "\"name\":\"n\",\"channel\":{},\"data\":\"\" | Expected channel parameter to be a string",
            "\"name\":\"n\",\"channels\":[\"c\",\"a b\"],\"data\":\"\" | Invalid channel name: a b",
            "\"name\":\"n\",\"channel\":\"#other-1\",\"data\":\"\" | Invalid channel name: #other-1",
            "\"name\":\"n\",\"channel\":\"c\" | Expected data parameter to be a string",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"socket_id\":\"1\" | Invalid socket id: expected two numbers with a "
                    + "dot between, like 131160.155806628",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"socket_id\":1.2 | Expected socket_id parameter to be a string",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"info\":[] | Expected info parameter to be a string",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"info\":\"user_count,cash\" | Unknown info attribute: cash. Known are "
                    + "user_count, subscription_count, cache, position.",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"id\":7 | Expected id parameter to be a string",
            "\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"id\":\"a b\" | Invalid id: expected 1 to 255 visible ASCII "
                    + "characters"})
    void whatIsWrongIsSaid(String members, String text) {
        assertThat(refusal(EventDecoder.event(utf8("{" + members + "}"), Limits.DEFAULTS)))
                .isEqualTo(Reply.badRequest(text));
        assertThat(refusal(EventDecoder.batch(utf8("{\"batch\":[{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\"},{"
                + members.replaceFirst("\"channels\":\\[[^]]*]", "\"channel\":\"a b\"") + "}]}"), Limits.DEFAULTS)))
                .extracting(Reply::status)
                .isEqualTo(400);
    }

    @Test
    void namesHaveTheLengthThatTheirAppAllows() {
        assertThat(eventNamed("n".repeat(200), "c".repeat(164))).isInstanceOf(Checked.Valid.class);
        assertThat(refusal(eventNamed("n".repeat(201), "c"))).isEqualTo(Reply.badRequest(
                "Invalid event name: expected 1 to 200 characters, got 201"));
        assertThat(refusal(eventNamed("n", "c".repeat(165)))).isEqualTo(Reply.badRequest(
                "Invalid channel name: at most 164 characters are allowed, got 165"));
    }

    @Test
    void oneEventGoesTo100Channels() {
        assertThat(eventOn(100)).isInstanceOf(Checked.Valid.class);
        assertThat(refusal(eventOn(101))).isEqualTo(Reply.badRequest(
                "Too many channels: at most 100 are allowed, got 101. Split the request."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\u0078", "\\n"})
    void dataIsCountedInDecodedBytes(String oneByte) {
        assertThat(eventOf(oneByte.repeat(10_240))).isInstanceOf(Checked.Valid.class);
        assertThat(refusal(eventOf(oneByte.repeat(10_241)))).isEqualTo(Reply.tooLarge(
                "The data content of this event exceeds the allowed maximum (10240 bytes). See "
                        + "https://pusher.com/docs/channels/server_api/http-api#publishing-events for more info"));
    }

    @Test
    void charactersOfSeveralBytesCountAsSuch() {
        assertThat(eventOf("€".repeat(3_413) + "x")).isInstanceOf(Checked.Valid.class);
        assertThat(refusal(eventOf("€".repeat(3_413) + "xx")).status()).isEqualTo(413);
        assertThat(eventOf("\\ud83d\\ude00".repeat(2_560))).isInstanceOf(Checked.Valid.class);
        assertThat(refusal(eventOf("\\ud83d\\ude00".repeat(2_560) + "x")).status()).isEqualTo(413);
    }

    @Test
    void aBatchHas10Events() {
        assertThat(batch(batchOf(10))).hasSize(10);
        assertThat(batch("{\"batch\":[]}")).isEmpty();
        assertThat(refusal(EventDecoder.batch(utf8(batchOf(11)), Limits.DEFAULTS))).isEqualTo(Reply.badRequest(
                "Batch too large: at most 10 events are allowed"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{} | Expected batch parameter to be an array of events",
            "{\"batch\":{}} | Expected batch parameter to be an array of events",
            "{\"batch\":null} | Expected batch parameter to be an array of events",
            "{\"batch\":[1]} | Expected each event of a batch to be an object",
            "{\"batch\":[{\"name\":\"n\",\"channels\":[\"c\"],\"data\":\"\"}]} | An event of a batch has one channel: expected "
                    + "channel, got channels",
            "{\"batch\":[{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\"},{\"name\":\"n\",\"channel\":\"c\"}]} | batch[1]: Expected "
                    + "data parameter to be a string"})
    void whatIsWrongWithABatchIsSaid(String body, String text) {
        assertThat(refusal(EventDecoder.batch(utf8(body), Limits.DEFAULTS))).isEqualTo(Reply.badRequest(text));
    }

    @Test
    void dataOfOneEventOfABatchMayBeTooLong() {
        String body = "{\"batch\":[{\"name\":\"n\",\"channel\":\"c\",\"data\":\"" + "x".repeat(10_241) + "\"}]}";
        Reply reply = refusal(EventDecoder.batch(utf8(body), Limits.DEFAULTS));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).startsWith("batch[0]: The data content of this event exceeds");
    }

    @Test
    void membersThatAreNotKnownAreIgnored() {
        assertThat(event("""
                {"x":{"name":1,"data":[[]]},"name":"n","y":[1,{"z":null}],"channel":"c","data":"d","Name":2}""").data())
                .isEqualTo(EventData.ofString("d"));
        assertThat(batch("{\"x\":[[1]],\"batch\":[],\"y\":\"z\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "nul", "{]", "{\"name\":}", "{\"name\":\"n\"", "{\"name\":\"n\",}",
            "{'name':'n'}",
            "{name:1}", "{\"data\":\"\u0001\"}", "{\"data\":\"\n\"}", "{\"data\":\"\\x\"}", "{\"data\":\"\\u12g4\"}",
            "{\"data\":\"\\u12\"}", "{\"data\":\"x", "{\"data\":\"x\\", "{\"data\":NaN}", "{\"data\":01}",
            "{\"data\":+1}",
            "{\"data\":{\"a\":}}", "{\"x\":\"\\u\"}", "{/**/}", "{}{}", "{} x", "{}\u0000", "\u0000{}", "{\u0000}"})
    void whatIsNotJsonIsRefused(String body) {
        assertThat(refusal(EventDecoder.event(utf8(body), Limits.DEFAULTS)).status()).isEqualTo(400);
        assertThat(refusal(EventDecoder.batch(utf8(body), Limits.DEFAULTS)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "1", "null", "[{\"name\":\"n\"}]"})
    void whatIsNoObjectIsRefused(String body) {
        assertThat(refusal(EventDecoder.event(utf8(body), Limits.DEFAULTS))).isEqualTo(
                Reply.badRequest("Expected the request body to be a JSON object"));
    }

    @Test
    void errorsInJsonAreLocated() {
        assertThat(refusal(EventDecoder.event(utf8("{\n  \"name\":\"n\",\n  x}"), Limits.DEFAULTS)).body())
                .startsWith("Invalid JSON: ")
                .endsWith(" (line 3, column 3)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a\",\"name\":\"b\"}", "{\"data\":\"a\",\"data\":\"b\"}",
            "{\"x\":{\"a\":1,\"a\":2}}", "{\"name\":\"a\",\"n\\u0061me\":\"b\"}"})
    void aMemberThatIsGivenTwiceIsRefused(String body) {
        assertThat(refusal(EventDecoder.event(utf8(body), Limits.DEFAULTS)).body()).contains("Duplicate");
    }

    @Test
    void nestingIsBounded() {
        String valid = "{\"name\":\"n\",\"channel\":\"c\",\"data\":";
        assertThat(event(valid + "[".repeat(63) + "]".repeat(63) + "}").data().decodedLength()).isEqualTo(126);
        assertThat(refusal(EventDecoder.event(utf8(valid + "[".repeat(64) + "]".repeat(64) + "}"), Limits.DEFAULTS))
                .status()).isEqualTo(400);
        assertThat(refusal(EventDecoder.event(utf8("{\"x\":" + "[".repeat(100_000)), Limits.DEFAULTS)).status())
                .isEqualTo(400);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] body = utf8("{\"name\":\"n\",\"channel\":\"c\",\"data\":\"é\"}");
        byte[] cut = Arrays.copyOf(body, body.length);
        cut[body.length - 3] = '"';
        assertThat(refusal(EventDecoder.event(cut, Limits.DEFAULTS))).isEqualTo(
                Reply.badRequest("The request body is not valid UTF-8."));
    }

    @Test
    void otherEncodingsOfUnicodeAreRefused() {
        String body = "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"d\"}";
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE,
                StandardCharsets.UTF_32, StandardCharsets.UTF_32LE)) {
            assertThat(refusal(EventDecoder.event(body.getBytes(charset), Limits.DEFAULTS)).status()).isEqualTo(400);
        }
    }

    private static Checked<Trigger> eventNamed(String name, String channel) {
        return EventDecoder.event(
                utf8("{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\",\"data\":\"\"}"), Limits.DEFAULTS);
    }

    private static Checked<Trigger> eventOn(int channels) {
        String names = IntStream.range(0, channels).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
        return EventDecoder.event(
                utf8("{\"name\":\"n\",\"channels\":[" + names + "],\"data\":\"\"}"), Limits.DEFAULTS);
    }

    private static Checked<Trigger> eventOf(String insideData) {
        return EventDecoder.event(
                utf8("{\"name\":\"n\",\"channel\":\"c\",\"data\":\"" + insideData + "\"}"), Limits.DEFAULTS);
    }

    private static String batchOf(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> "{\"name\":\"n" + i + "\",\"channel\":\"c\",\"data\":\"\"}")
                .collect(Collectors.joining(",", "{\"batch\":[", "]}"));
    }

    private static Trigger event(String body) {
        return valid(EventDecoder.event(utf8(body), Limits.DEFAULTS));
    }

    private static List<Trigger> batch(String body) {
        return valid(EventDecoder.batch(utf8(body), Limits.DEFAULTS));
    }

    private static <T> T valid(Checked<T> checked) {
        return switch (checked) {
            case Checked.Valid<T>(T value) -> value;
            case Checked.Refused<T>(Reply reply) -> throw new AssertionError(reply);
        };
    }

    private static Reply refusal(Checked<?> checked) {
        return switch (checked) {
            case Checked.Refused<?>(Reply reply) -> reply;
            case Checked.Valid<?>(Object value) -> throw new AssertionError("Accepted " + value);
        };
    }

    private static String token(Trigger trigger) {
        return new String(trigger.data().token(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
