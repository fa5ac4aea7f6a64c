package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnemoneCommandTest {
    private static void assertRefused(Cli cli, String sentence) {
        assertThat(cli.err()).isEqualTo("anemone: " + sentence + System.lineSeparator());
        assertThat(cli.out()).isEmpty();
        assertThat(cli.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|A command is missing: see anemone --help",
            "sevre|Unmatched argument at index 0: 'sevre': did you mean serve?",
            "serve --prot 1|Unknown options: '--prot', '1': did you mean --port?",
            "serve --port|Missing required parameter for option '--port' (PORT): see anemone serve --help",
            "serve --port many|--port: port: expected a whole number, got \"many\"",
            "serve --port 65536|--port: port: expected 0 to 65535, got 65536",
            "serve --roles web|--roles: roles[0]: expected api or gateway or auth, got \"web\"",
            "serve --redis http://u:hunter2@h|--redis: redis: expected a URL like redis://127.0.0.1:6379 or rediss://user:password@host:6379/0, got one that starts with http:",
            "serve --config /nowhere.yml|There is no configuration file /nowhere.yml.",
            "trigger my-channel|Missing required parameters: 'EVENT', 'DATA': see anemone trigger --help",
            "trigger a/b e d|Invalid channel name: a/b: see anemone trigger --help",
            "trigger --url ftp://h c e d|--url: expected an address like http://127.0.0.1:6001, got ftp://h: see anemone trigger --help",
            "trigger --app-id a/b c e d|--app-id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got a/b: see anemone trigger --help",
            "trigger --key a/b c e d|--key: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got a/b: see anemone trigger --help",
            "subscribe|Missing required parameter: 'CHANNEL': see anemone subscribe --help",
            "subscribe --count 0 c|--count: expected a number from 1 up, got 0: see anemone subscribe --help",
            "token --key short|--key: A token key needs at least 32 bytes, got 5. Make one with: openssl rand -hex 32: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --can private-x|--can: expected PATTERN=OPERATIONS like private-*=subscribe,publish, got private-x: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --can =publish|--can: expected PATTERN=OPERATIONS like private-*=subscribe,publish, got =publish: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --can private-x=read|The token would be refused: capabilities: unknown operation \"read\", expected one of subscribe presence publish history: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --can private/x=publish|The token would be refused: capabilities: \"private/x\" is no channel pattern: character 7 is in no channel name: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --ttl soon|--ttl: expected a duration like 250ms, 30s, 5m, 24h or 7d, of a second at least, got soon: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --ttl 10ms|--ttl: expected a duration like 250ms, 30s, 5m, 24h or 7d, of a second at least, got 10ms: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --info [1]|--info: expected a JSON object like {\"name\":\"Ann\"}, got [1]: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --info null|--info: expected a JSON object like {\"name\":\"Ann\"}, got null: see anemone token --help",
            "token --key 0123456789abcdef0123456789abcdef --info {}x|--info: expected a JSON object like {\"name\":\"Ann\"}, got {}x: see anemone token --help",
            "explain --token t|Missing required option: '--channel=CHANNEL': see anemone explain --help",
            "explain --token t --channel a/b|--channel: Invalid channel name: a/b: see anemone explain --help",
            "explain --token t --channel c --op read|--op: expected one of subscribe, presence, publish, history, got read: see anemone explain --help",
            "revoke|Expected one of --token-id, --user, --channels, got none: see anemone revoke --help",
            "revoke --user 7 --channels a|Expected one of --token-id, --user, --channels, got --user, --channels: see anemone revoke --help",
            "revoke --user 7 --ttl 1500ms|--ttl: expected whole seconds, as 30s, 5m, 24h or 7d, got 1500ms: see anemone revoke --help",
            "webhooks|A command is missing: see anemone webhooks --help",
            "webhooks lst|Unmatched argument at index 1: 'lst': did you mean list?",
            "webhooks replay|Missing required parameter: 'DELIVERY': see anemone webhooks replay --help",
            "webhooks replay ../x|DELIVERY: expected an id that webhooks list shows, got ../x: see anemone webhooks replay --help",
            "apps|A command is missing: see anemone apps --help",
            "apps rotat 1|Unmatched arguments from index 1: 'rotat', '1': did you mean rotate?",
            "apps disable|Missing required parameter: 'APP': see anemone apps disable --help",
            "apps disable a/b|APP: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got a/b: see anemone apps disable --help",
            "health --url nowhere|--url: expected an address like http://127.0.0.1:6001, got nowhere: see anemone health --help"})
    void whatIsAskedWronglyIsOneSentenceAndCode2(String line, String sentence) {
        assertRefused(line == null ? Cli.run() : Cli.run(line.split(" ")), sentence);
    }

    @Test
    void anOccupiedPortIsOneSentenceAndCode2() throws IOException {
        try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(Cli.run("serve", "--port", "" + occupied.getLocalPort(), "--admin-port", "0"),
                    "Port " + occupied.getLocalPort() + " on 127.0.0.1 is already in use: stop what listens there, or "
                            + "choose another with --port or --admin-port.");
        }
    }

    @Test
    void aBrokenFileIsOneSentenceAndCode2(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.yml"), "gateway:\n  pong-timout: 1s\n");

        assertRefused(Cli.run("serve", "--config", file.toString()),
                "own.yml line 2: unknown setting gateway.pong-timout: did you mean gateway.pong-timeout?");
    }

    @Test
    void anUnknownVariableIsOneSentenceAndCode2() {
        assertRefused(Cli.run(Map.of("ANEMONE_PROT", "1"), "serve"),
                "unknown variable ANEMONE_PROT: did you mean ANEMONE_PORT?");
    }

    @Test
    void aRedisThatIsNotThereIsOneSentenceAndCode2() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }

        Cli cli = Cli.run("serve", "--port", "0", "--admin-port", "0", "--redis",
                "redis://:hunter2@127.0.0.1:" + nobody);

        assertThat(cli.err()).startsWith("anemone: ").contains("127.0.0.1:" + nobody).doesNotContain("hunter2")
                .hasLineCount(1);
        assertThat(cli.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "trigger", "subscribe", "token", "explain", "revoke", "webhooks",
            "webhooks list", "webhooks replay", "apps",
            "apps list", "apps show",
            "apps put", "apps disable", "apps enable", "apps rotate", "apps retire-key", "apps remove",
            "health",
            "version"})
    void everyCommandHelpsWithExamples(String command) {
        Cli cli = command.isEmpty() ? Cli.run("--help") : Cli.run((command + " --help").split(" "));

        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).startsWith("Usage: anemone " + command).contains("-h, --help")
                .containsPattern("Examples?:\\R  anemone ");
    }

    @Test
    void helpListsTheCommands() {
        assertThat(Cli.run("--help").out()).contains("  serve ", "  trigger ", "  subscribe ", "  token ", "  explain ",
                "  revoke ", "  apps ", "  health ",
                "  version ");
    }

    @Test
    void versionSaysWhichJavaRunsIt() {
        Cli cli = Cli.run("version");

        assertThat(cli.out()).isEqualTo("Anemone development (Java " + Runtime.version() + ", "
                + System.getProperty("java.home") + ")" + System.lineSeparator());
        assertThat(Cli.run("--version").out()).isEqualTo("Anemone development" + System.lineSeparator());
    }
}
