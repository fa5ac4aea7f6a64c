package dev.anemone.server.command;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.auth.AccessTokens;
import dev.anemone.auth.TokenMint;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.model.App;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.server.config.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone token`: mints an access token, as a customer's backend would.
final class TokenCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private final CommandSpec spec = Usage.command(this, "token",
            "Mint an access token with the app's first shared token key, by HS256.",
            "token --config shop.yml --sub 7 --can 'private-*=subscribe,publish'",
            "token --config shop.yml --sub 7 --info '{\"name\":\"Ann\"}' --can 'presence-room-{sub}=presence' --ttl 10m");
    private final Map<String, String> environment;

    private TokenCommand(Map<String, String> environment) {
        this.environment = environment;
        spec.addOption(Usage.option("--sub", "USER", "Who bears it: the user's id. Default: nobody."))
                .addOption(Usage.repeatable("--can", "PATTERN=OPERATIONS",
                        "What they may do: subscribe, presence, publish or history, with commas between, in the channels that"
                                + " fit. Again for more. Default: nothing."))
                .addOption(Usage.option("--ttl", "DURATION", "How long it is valid. Default: 1h."))
                .addOption(Usage.option("--info", "JSON", "What other members see of the user: an object."))
                .addOption(Usage.repeatable("--watch", "USER", "Of whom they hear when signed in. Again for more."))
                .addOption(Usage.option("--id", "ID", "The token's id, by which it can be revoked. Default: none."));
        AppSource.addTo(spec);
        spec.addOption(Usage.option("--key", "KEY",
                "The token key, if no app is looked up. Other users of a machine can read command lines."));
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new TokenCommand(environment).spec;
    }

    @Override
    public Integer call() {
        TokenTrust trust = trust();
        if (trust.sharedKeys().isEmpty()) {
            throw new CommandFailure("The app has no token-keys: whoever has its private key makes its tokens.");
        }
        InstantSource clock = InstantSource.system();
        String token = TokenMint.mint(trust.sharedKeys().getFirst(), claims(trust, clock.instant()));
        if (new AccessTokens(clock, Duration.ofSeconds(1)).verify(token, trust,
                List.of()) instanceof TokenVerdict.Refused(var _, var detail)) {
            throw wrong("The token would be refused: " + detail);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(token);
        out.flush();
        return 0;
    }

    private TokenTrust trust() {
        String key = options().matchedOptionValue("--key", "");
        if (key.isEmpty()) {
            try (AppSource source = AppSource.open(spec, environment)) {
                App app = source.app();
                return app.tokenTrust();
            }
        }
        try {
            return TokenTrust.of(List.of(new TokenKey(key)));
        } catch (IllegalArgumentException refusal) {
            throw wrong("--key: " + refusal.getMessage());
        }
    }

    private Map<String, Object> claims(TokenTrust trust, Instant now) {
        ParseResult options = options();
        var claims = new LinkedHashMap<String, Object>();
        trust.issuer().ifPresent(issuer -> claims.put("iss", issuer));
        trust.audience().ifPresent(audience -> claims.put("aud", List.of(audience)));
        if (options.hasMatchedOption("--sub")) {
            claims.put("sub", options.matchedOptionValue("--sub", ""));
        }
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(ttl()).getEpochSecond());
        if (options.hasMatchedOption("--id")) {
            claims.put("jti", options.matchedOptionValue("--id", ""));
        }
        if (options.hasMatchedOption("--info")) {
            claims.put("user_info", info(options.matchedOptionValue("--info", "")));
        }
        if (options.hasMatchedOption("--watch")) {
            claims.put("watchlist", List.of(options.matchedOptionValue("--watch", new String[0])));
        }
        claims.put("capabilities", capabilities(options.matchedOptionValue("--can", new String[0])));
        return claims;
    }

    private Duration ttl() {
        String text = options().matchedOptionValue("--ttl", "");
        Duration ttl = text.isEmpty() ? DEFAULT_TTL : Durations.parse(text).orElse(Duration.ZERO);
        if (ttl.toSeconds() < 1) {
            throw wrong("--ttl: expected " + Durations.EXPECTED + ", of a second at least, got " + text);
        }
        return ttl;
    }

    private Map<?, ?> info(String text) {
        try {
            Map<?, ?> info = JSON.readValue(text, Map.class);
            if (info != null) { // As it is for null.
                return info;
            }
        } catch (JacksonException _) { // As below.
        }
        throw wrong("--info: expected a JSON object like {\"name\":\"Ann\"}, got " + text);
    }

    private Map<String, List<String>> capabilities(String[] grants) {
        var capabilities = new LinkedHashMap<String, List<String>>();
        for (String grant : grants) {
            int end = grant.lastIndexOf('='); // Channel names may have some too.
            if (end < 1) {
                throw wrong("--can: expected PATTERN=OPERATIONS like private-*=subscribe,publish, got " + grant);
            }
            List<String> operations = capabilities.computeIfAbsent(grant.substring(0, end), _ -> new ArrayList<>());
            if (end < grant.length() - 1) {
                operations.addAll(List.of(grant.substring(end + 1).split(",", -1)));
            }
        }
        return capabilities;
    }

    private ParseResult options() {
        return spec.commandLine().getParseResult();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
