package dev.anemone.conformance.tokens;

import static dev.anemone.conformance.tokens.SigningKey.base64;
import static dev.anemone.conformance.tokens.TwoApps.FORUM;
import static dev.anemone.conformance.tokens.TwoApps.SHOP;
import static dev.anemone.conformance.tokens.TwoApps.ann;
import static dev.anemone.conformance.tokens.TwoApps.user;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What tokens might be thought to open, and do not: a row each.
final class TokenAttempts {
    /// What Ann's token opens.
    static final String HERS = "private-user-1";

    private static final String FORGED = "No token key of the app made its signature.";
    private static final String MALFORMED = "It is not a signed JSON object";
    private static final String NO_KEY = "The app has no token key that fits its algorithm";
    private static final String NOTHING_MATCHES = "No pattern of the token's capabilities matches ";
    private static final String STRANGE = "Its algorithm is none of HS256";

    private final TwoApps apps;
    private final SigningKey shared;
    private final SigningKey published;
    private final List<Attempt> table = new ArrayList<>();

    private TokenAttempts(TwoApps apps) {
        this.apps = apps;
        shared = apps.shopShared;
        published = apps.shopPublished;
    }

    /// The table, with tokens that are good for a minute from now.
    static List<Attempt> of(TwoApps apps) {
        var attempts = new TokenAttempts(apps);
        attempts.ofAnotherApp();
        attempts.asAnotherUser();
        attempts.beyondAPattern();
        attempts.ofAnotherKind();
        attempts.byForgery();
        attempts.byTheirHeader();
        attempts.atTheWrongTime();
        attempts.byWhatTheyClaim();
        return attempts.table;
    }

    private void ofAnotherApp() {
        Token forum = ann().with("aud", "forum");
        invalid(FORUM, "a token of the shop's backend at the forum", forum.by(shared), FORGED);
        invalid(FORUM, "a token of the shop's provider at the forum, where a key has the same name",
                forum.by(published), FORGED);
        invalid(FORUM, "a token by the shop's PEM at the forum", forum.by(apps.shopPem), NO_KEY);
        invalid(FORUM, "a token by a key that only the shop's provider has", forum.by(apps.shopNewest), NO_KEY);
        invalid(FORUM, "a token of the forum's provider that is meant for the shop", ann().by(apps.forumPublished),
                "Its aud does not hold");
        invalid("a token of the forum's backend at the shop", ann().by(apps.forumShared), FORGED);
        invalid("a token of the shop's provider that is meant for the forum", forum.by(published),
                "Its aud does not hold");
        invalid("a token that is meant for nobody", ann().without("aud").by(published), "Its aud does not hold");
        invalid("an audience that only begins like the shop's", ann().with("aud", "shop-2").by(published),
                "Its aud does not hold");
        invalid("a token of another issuer", ann().with("iss", "https://id.example.evil.example").by(published),
                "Its iss is not");
        invalid("a token of no issuer", ann().without("iss").by(shared), "Its iss is not");
        invalid("a token by the app's secret", ann().by(SigningKey.hs256(SHOP.secret())), FORGED);
        invalid("a token by the master key of encrypted channels", ann().by(SigningKey.hs256(TwoApps.MASTER_KEY)),
                FORGED);
    }

    private void asAnotherUser() {
        forbidden("room 2 for user 1", ann(), "presence-room-2");
        forbidden("room 11 for user 1", ann(), "presence-room-11");
        forbidden("channel 11 for user 1", ann(), "private-user-11");
        forbidden("channel 1 for user 11", ann().of("11"), "private-user-1");
        forbidden("channel 01 for user 1", ann(), "private-user-01");
        forbidden("channel 1,2 for user 1", ann(), "private-user-1,2");
        forbidden("a channel whose name has another user's between dots", ann(), "private-mail-2.1.inbox");
        forbidden("the mail of 1-2 for user 1", ann(), "private-mail-1-2.inbox");
        forbidden("the mail of 11 for user 1", ann(), "private-mail-11.inbox");
        forbidden("the channel of a user for nobody", ann().without("sub"), HERS);
        forbidden("the channel of user * for user 2", ann().of("*"), "private-user-2");
        forbidden("the channel of user 1* for user 11", ann().of("1*"), "private-user-11");
        forbidden("a user called {sub}", ann().of("{sub}"), HERS);
        forbidden("a user called }", ann().of("}"), HERS);
        forbidden("a user with a space", ann().of("1 "), HERS);
        add(SHOP, "a room for nobody", ann().without("sub").by(shared), "presence-lobby", 403, "token_without_user",
                "The token has no sub");
        add(SHOP, "a room for a user without a letter", ann().of("").by(shared), "presence-lobby", 403,
                "token_without_user", "The token has no sub");
        add(SHOP, "a room for a user of 129 letters", ann().of("1".repeat(129)).by(shared), "presence-lobby", 403,
                "user_too_large", "The app's members have ids");
        add(SHOP, "more about a user than members may be told", ann().with("user_info",
                Map.of("name", "x".repeat(2_000))).by(shared), "presence-lobby", 403, "user_too_large",
                "The app's members have ids");
    }

    private void beyondAPattern() {
        forbidden("what the longest pattern takes away", ann(), "private-orders-vault-1",
                "private-orders-vault-* does not allow subscribe");
        forbidden("what a long name would win back", user("vault-and-a-long-tail").can("private-{sub}", "subscribe")
                .can("private-vault-*"), "private-vault-and-a-long-tail", "private-vault-* does not allow subscribe");
        forbidden("what two patterns of the same length disagree about", user("1").can("private-a-*", "subscribe")
                .can("private-*-a"), "private-a-a", "does not allow subscribe");
        forbidden("another channel that begins so", user("1").can("private-order", "subscribe"), "private-orders");
        forbidden("a channel that ends so", user("1").can("private-*-mine", "subscribe"), "private-a-mine-2");
        forbidden("upper case", ann(), "private-Orders-1");
        forbidden("a shorter name", ann(), "private-orders");
        forbidden("one more star than there is", user("1").can("private-*-*-*", "subscribe"), "private-a-b");
        forbidden("a claim that is a star", ann().with("team", "*").can("private-team-{team}", "subscribe"),
                "private-team-red");
        forbidden("a claim that names a claim", ann().with("team", "{sub}").can("private-team-{team}", "subscribe"),
                "private-team-1");
        forbidden("a claim that is not there", ann().can("private-team-{team}", "subscribe"), "private-team-");
        forbidden("a claim that is empty", ann().with("team", "").can("private-team-{team}", "subscribe"),
                "private-team-");
        forbidden("a claim that is no text", ann().with("team", List.of("red")).can("private-team-{team}",
                "subscribe"), "private-team-red");
        forbidden("a claim that is true", ann().with("team", true).can("private-team-{team}", "subscribe"),
                "private-team-true");
        forbidden("a claim of a claim", ann().with("user_info", Map.of("team", "red")).can(
                "private-team-{user_info.team}", "subscribe"), "private-team-red");
        forbidden("a claim in upper case", ann().can("private-of-{SUB}", "subscribe"), "private-of-1");
        forbidden("no capabilities at all", user("1"), "private-orders-1");
        forbidden("a pattern without an operation", user("1").can("private-orders-*"), "private-orders-1",
                "does not allow subscribe");
    }

    private void ofAnotherKind() {
        forbidden("an encrypted channel for a private one", ann(), "private-encrypted-orders-1");
        forbidden("a cache channel for a private one", ann(), "private-cache-orders-1");
        forbidden("an encrypted cache channel for a private one", ann(), "private-encrypted-cache-orders-1");
        forbidden("a cached room for a room", ann(), "presence-cache-room-1");
        forbidden("a room for a private channel", ann(), "presence-orders-1");
        forbidden("a private channel for a room", ann(), "private-room-1");
        forbidden("a private channel named like a room", ann(), "private-presence-room-1");
        forbidden("a room named like a private channel", ann(), "presence-private-orders-1");
        forbidden("a room by the right to subscribe", user("1").can("presence-lobby", "subscribe"), "presence-lobby",
                "does not allow presence");
        forbidden("a private channel by the right to be in a room", user("1").can("private-a", "presence"), "private-a",
                "does not allow subscribe");
        forbidden("a private channel by the right to publish", user("1").can("private-a", "publish", "history"),
                "private-a", "does not allow subscribe");
    }

    private void byForgery() {
        String good = ann().by(shared);
        String[] parts = good.split("\\.", -1);
        invalid("no signature", parts[0] + "." + parts[1] + ".", MALFORMED);
        invalid("two parts", parts[0] + "." + parts[1], MALFORMED);
        invalid("four parts", good + "." + parts[2], MALFORMED);
        invalid("another signature", parts[0] + "." + parts[1] + "." + base64(new byte[32]), FORGED);
        invalid("the signature of another token", parts[0] + "." + parts[1] + "."
                + ann().of("2").by(shared).split("\\.", -1)[2], FORGED);
        invalid("other claims", parts[0] + "." + base64(Json.text(ann().of("2").claims()).getBytes(UTF_8)) + "."
                + parts[2], FORGED);
        invalid("the intruder's key, named like the provider's", ann().by(apps.intruders), FORGED);
        String[] elliptic = ann().by(published).split("\\.", -1);
        invalid("an elliptic signature of zeros", elliptic[0] + "." + elliptic[1] + "." + base64(new byte[64]), "");
        invalid("text that is no token", "friend", MALFORMED);
        invalid("more than 8 KB", ann().with("more", "x".repeat(9_000)).by(shared), "It is longer than 8192");
    }

    private void byTheirHeader() {
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String unsigned = base64(("{\"alg\":\"" + none + "\"}").getBytes(UTF_8)) + "."
                    + base64(Json.text(ann().claims()).getBytes(UTF_8)) + ".";
            invalid("no algorithm, spelled " + none, unsigned, "Its algorithm is none.");
        }
        invalid("no algorithm beside a good signature", ann().saying("alg", "none").by(shared),
                "Its algorithm is none.");
        invalid("an algorithm in lower case", ann().saying("alg", "hs256").by(shared), STRANGE);
        invalid("an encrypted token's algorithm", ann().saying("alg", "RSA-OAEP").by(apps.shopPem), STRANGE);
        invalid("the public key's PEM as a secret", ann().by(SigningKey.hs256(apps.shopPem.pem())), FORGED);
        invalid("the public key's bytes as a secret", ann().by(SigningKey.hs256(apps.shopPem.publicKey()
                .getEncoded())), FORGED);
        invalid("the provider's key as a secret", ann().saying("kid", "current").by(SigningKey.hs256(Json.text(
                published.jwk()))), FORGED);
        invalid("the wrong algorithm for a key", ann().saying("alg", "RS256").by(published), FORGED);
        invalid("a curve that the key is not on", ann().saying("alg", "ES384").by(published), NO_KEY);
        invalid("a key by another's name", ann().saying("kid", "newest").by(published), NO_KEY);
        invalid("a key that nobody published", ann().by(published.named("nobody's")), NO_KEY);
        invalid("the path of a file for a key", ann().by(published.named("../../../../dev/null")), NO_KEY);
        invalid("a query for a key", ann().by(published.named("' OR '1'='1")), NO_KEY);
        invalid("the address of a key for its name", ann().by(apps.intruders.named(apps.intruder.url())), NO_KEY);
        invalid("a number for a key's name", ann().saying("kid", 1).by(published), MALFORMED);
        invalid("a key of the intruder's in the token", ann().saying("jwk", apps.intruders.jwk()).by(
                apps.intruders.named("mine")), NO_KEY);
        invalid("the intruder's key set in the token", ann().saying("jku", apps.intruder.url()).by(
                apps.intruders.named("mine")), NO_KEY);
        invalid("the intruder's certificate in the token", ann().saying("x5u", apps.intruder.url()).by(
                apps.intruders.named("mine")), NO_KEY);
        invalid("what we do not know and must", ann().saying("crit", List.of("exp")).saying("exp", 1).by(shared),
                MALFORMED);
        invalid("a compressed token", ann().saying("zip", "DEF").by(shared), "It has a zip header.");
        invalid("its algorithm twice", Token.signed("{\"alg\":\"HS256\",\"alg\":\"none\"}", Json.text(ann().claims()),
                shared), MALFORMED);
    }

    private void atTheWrongTime() {
        add(SHOP, "a token of yesterday", ann().lasting(Duration.ofDays(-1)).by(published), HERS, 403,
                "token_expired", "Its exp is past.");
        add(SHOP, "a token of tomorrow", ann().with("nbf", Instant.now().plusSeconds(86_400).getEpochSecond())
                .lasting(Duration.ofDays(2)).by(published), HERS, 403, "token_not_yet_valid", "Its nbf or iat");
        add(SHOP, "a token that will be issued tomorrow", ann().with("iat", Instant.now().plusSeconds(86_400)
                .getEpochSecond()).by(published), HERS, 403, "token_not_yet_valid", "Its nbf or iat");
        invalid("a token for ever", ann().without("exp").by(shared), "It has no exp claim.");
        invalid("a token until soon", ann().with("exp", "soon").by(shared), MALFORMED);
        invalid("a token until nothing", ann().with("exp", null).by(shared), "It has no exp claim.");
    }

    private void byWhatTheyClaim() {
        invalid("a number for a user", ann().with("sub", 1).by(shared), "");
        invalid("two users", ann().with("sub", List.of("1", "2")).by(shared), "");
        invalid("a list about a user", ann().with("user_info", List.of("Ann")).by(shared),
                "user_info: expected an object");
        invalid("a text about a user", ann().with("user_info", "{\"name\":\"Ann\"}").by(shared),
                "user_info: expected an object");
        invalid("a user twice", Token.signed("{\"alg\":\"HS256\"}", "{\"sub\":\"1\","
                + Json.text(ann().of("2").claims()).substring(1), shared), MALFORMED);
        invalid("capabilities twice", Token.signed("{\"alg\":\"HS256\"}", "{\"capabilities\":{},"
                + Json.text(ann().claims()).substring(1), shared), MALFORMED);
        invalid("a list of capabilities", ann().with("capabilities", List.of("private-*")).by(shared), "capabilities");
        invalid("an operation that there is not", user("1").can("private-*", "subscribes").by(shared),
                "capabilities");
        invalid("all operations by a star", user("1").can("private-*", "*").by(shared), "capabilities");
        invalid("a pattern without an end", user("1").can("private-{sub", "subscribe").by(shared), "capabilities");
        invalid("a pattern that is empty", user("1").can("", "subscribe").by(shared), "capabilities");
        invalid("a pattern that is an expression", user("1").can("private-[0-9]+", "subscribe").by(shared),
                "capabilities");
    }

    private void forbidden(String what, Token token, String channel) {
        forbidden(what, token, channel, NOTHING_MATCHES + channel);
    }

    private void forbidden(String what, Token token, String channel, String reason) {
        add(SHOP, what, token.by(shared), channel, 403, "channel_not_allowed", reason);
    }

    private void invalid(String what, String token, String reason) {
        invalid(SHOP, what, token, reason);
    }

    private void invalid(Credentials app, String what, String token, String reason) {
        add(app, what, token, HERS, 403, "token_invalid", reason);
    }

    private void add(Credentials app, String what, String token, String channel, int status, String code,
            String reason) {
        table.add(new Attempt(what, app, token, channel, status, code, reason));
    }
}
