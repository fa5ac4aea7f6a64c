package dev.anemone.conformance.tokens;

import static dev.anemone.conformance.tokens.TwoApps.DISABLED;
import static dev.anemone.conformance.tokens.TwoApps.FORUM;
import static dev.anemone.conformance.tokens.TwoApps.PAGE;
import static dev.anemone.conformance.tokens.TwoApps.SHOP;
import static dev.anemone.conformance.tokens.TwoApps.WITHOUT_TOKENS;
import static dev.anemone.conformance.tokens.TwoApps.ann;

import java.util.ArrayList;
import java.util.List;

/// What requests might be thought to get past, and do not: a row each. Their token is good.
final class RequestAttempts {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String JSON = "Content-Type: application/json";
    private static final String AT_THE_SHOP = at(SHOP.key());
    private static final String HERS = form(TokenAttempts.HERS);
    private static final String NO_TOKEN = "There is no";

    private final String bearer;
    private final String cookie;
    private final String token;
    private final List<RequestAttempt> table = new ArrayList<>();

    private RequestAttempts(TwoApps apps) {
        token = ann().by(apps.shopShared);
        bearer = "Authorization: Bearer " + token;
        cookie = "Cookie: access=" + token;
    }

    /// The table, with tokens that are good for a minute from now.
    static List<RequestAttempt> of(TwoApps apps) {
        var attempts = new RequestAttempts(apps);
        attempts.atAnotherPath();
        attempts.withTheTokenElsewhere();
        attempts.byCookie();
        attempts.withStrangeNames();
        attempts.withAmbiguousBodies();
        return attempts.table;
    }

    private void atAnotherPath() {
        row("the path of the other app", at(FORUM.key()), HERS, 403, "token_invalid", "No token key of the app");
        row("the path of an app without token keys", at(WITHOUT_TOKENS.key()), HERS, 404, "unknown_app", "No app");
        row("the path of an app that is switched off", at(DISABLED.key()), HERS, 403, "app_disabled", "disabled");
        row("the path of nobody's app", at("nobody"), HERS, 404, "unknown_app", "No app");
        row("the app's key in upper case", at("SHOP-KEY"), HERS, 404, "unknown_app", "No app");
        row("the app's id for its key", at(SHOP.appId()), HERS, 404, "unknown_app", "No app");
        row("the app's key and a space", at("shop-key%20"), HERS, 404, "unknown_app", "No app");
        row("the app's key and a zero", at("shop-key%00"), HERS, 404, "unknown_app", "No app");
        row("the other app's key behind a slash", at("shop-key%2Fforum-key"), HERS, 404, "unknown_app",
                "");
        row("a path back to the other app", at("shop-key/../forum-key"), HERS, 404, "not_found", "");
        row("the short path, where two apps can be meant", "POST /auth/channel", HERS, 400, "app_not_named",
                "More than one app");
        row("another method", "GET /auth/shop-key/channel?" + HERS, "", 405, "method_not_allowed", "Use POST");
    }

    private void withTheTokenElsewhere() {
        without("no token", AT_THE_SHOP, HERS, List.of(FORM), NO_TOKEN);
        without("the token twice", AT_THE_SHOP, HERS, List.of(FORM, bearer, bearer), NO_TOKEN);
        without("two tokens", AT_THE_SHOP, HERS, List.of(FORM, bearer, "Authorization: Bearer friend"), NO_TOKEN);
        without("the token in the query", AT_THE_SHOP + "?token=" + token + "&access_token=" + token, HERS,
                List.of(FORM), NO_TOKEN);
        without("the token in the form", AT_THE_SHOP, HERS + "&token=" + token + "&access_token=" + token,
                List.of(FORM), NO_TOKEN);
        without("the token in a cookie of another name", AT_THE_SHOP, HERS, List.of(FORM, "Origin: " + PAGE,
                "Cookie: Access=" + token + "; access2=" + token), NO_TOKEN);
        without("the token as a password", AT_THE_SHOP, HERS, List.of(FORM, "Authorization: Basic " + token),
                NO_TOKEN);
        without("the token without the word", AT_THE_SHOP, HERS, List.of(FORM, "Authorization: " + token), NO_TOKEN);
        add("two tokens in one header", AT_THE_SHOP, List.of(FORM, bearer + ", Bearer " + token), HERS, 403,
                "token_invalid", "It is not a signed JSON object");
    }

    private void byCookie() {
        cross("a page of another site", "Origin: https://evil.example");
        cross("a page whose site begins like ours", "Origin: " + PAGE + ".evil.example");
        cross("a page of our site without TLS", "Origin: http://shop.example");
        cross("a page of another port", "Origin: " + PAGE + ":8443");
        cross("a page in a sandbox", "Origin: null");
        cross("a page of another site that says it is ours", "Origin: https://evil.example",
                "Sec-Fetch-Site: same-origin");
        cross("a request across sites without an origin", "Sec-Fetch-Site: cross-site");
        cross("a request from a neighbouring site", "Sec-Fetch-Site: same-site");
        cross("a request that says nothing of where it comes from");
        add("a bad token beside a good cookie", AT_THE_SHOP, List.of(FORM, "Origin: " + PAGE, cookie,
                "Authorization: Bearer friend"), HERS, 403, "token_invalid", "It is not a signed JSON object");
    }

    private void cross(String what, String... from) {
        var headers = new ArrayList<>(List.of(FORM, cookie));
        headers.addAll(List.of(from));
        add("by cookie, " + what, AT_THE_SHOP, headers, HERS, 403, "cross_site", "");
    }

    private void withStrangeNames() {
        malformed("a star for a name", form("private-*"));
        malformed("a pattern for a name", form("private-user-{sub}"));
        malformed("a name that is encoded twice", form("private%252Duser%252D1"));
        malformed("an encoding that is none", form("private-user-%zz"));
        malformed("a zero behind the name", form("private-user-1%00"));
        malformed("a line behind the name", form("private-user-1%0A"));
        malformed("a space behind the name", form("private-user-1+"));
        malformed("a space before the name", form("%20private-user-1"));
        malformed("a slash behind the name", form("private-user-1/"));
        malformed("a digit of another script", form("private-user-%EF%BC%91"));
        malformed("a character in more bytes than it needs", form("private-user-%C0%B1"));
        malformed("a name of 165 characters", form("private-" + "x".repeat(157)));
        malformed("a socket id that signs another channel", "socket_id=1.1:private-user-2&channel_name="
                + TokenAttempts.HERS);
        malformed("a socket id that signs a user", "socket_id=1.1::user::1&channel_name=" + TokenAttempts.HERS);
        malformed("a socket id of one number", "socket_id=11&channel_name=" + TokenAttempts.HERS);
        open("a name in upper case, which is a public channel's", form("PRIVATE-user-1"));
        open("a public channel", form("orders"));
        open("the channel of a user", form("%23server-to-user-2"));
        row("an encoded name of another room", AT_THE_SHOP, form("presence%2droom%2d2"), 403, "channel_not_allowed",
                "presence-room-2");
    }

    private void withAmbiguousBodies() {
        malformed("two channels", HERS + "&channel_name=private-user-2");
        malformed("two channels, one encoded", HERS + "&channel%5Fname=private-user-2");
        malformed("two sockets", HERS + "&socket_id=2.2");
        malformed("no channel", "socket_id=1.1");
        malformed("no socket", "channel_name=" + TokenAttempts.HERS);
        json("two channels in an object",
                "{\"socket_id\":\"1.1\",\"channel_name\":\"private-user-1\",\"channel_name\":\"private-user-2\"}");
        json("two sockets in an object",
                "{\"socket_id\":\"1.1\",\"socket_id\":\"2.2\",\"channel_name\":\"private-user-1\"}");
        json("a list for a channel", "{\"socket_id\":\"1.1\",\"channel_name\":[\"private-user-1\"]}");
        json("an object behind the object",
                "{\"socket_id\":\"1.1\",\"channel_name\":\"private-user-1\"}{\"channel_name\":\"private-user-2\"}");
        json("a list for an object", "[{\"socket_id\":\"1.1\",\"channel_name\":\"private-user-1\"}]");
        json("no channels at all", "{\"socket_id\":\"1.1\",\"channels\":[]}");
        json("101 channels", "{\"socket_id\":\"1.1\",\"channels\":[\"private-user-1\""
                + ",\"private-user-1\"".repeat(100) + "]}");
        add("a form that a page may send unasked", AT_THE_SHOP, List.of("Content-Type: text/plain", bearer), HERS, 400,
                "malformed_request", "Content-Type");
        add("the channel in the query", AT_THE_SHOP + "?channel_name=" + TokenAttempts.HERS, List.of(FORM, bearer),
                "socket_id=1.1", 400, "malformed_request", "channel_name");
        row("a sign-in by a token of the other app", "POST /auth/" + FORUM.key() + "/user", "socket_id=1.1", 403,
                "token_invalid", "No token key of the app");
    }

    private static String at(String key) {
        return "POST /auth/" + key + "/channel";
    }

    private static String form(String channel) {
        return "socket_id=1.1&channel_name=" + channel;
    }

    private void open(String what, String body) {
        row(what, AT_THE_SHOP, body, 400, "channel_needs_no_auth", "channel_name");
    }

    private void malformed(String what, String body) {
        row(what, AT_THE_SHOP, body, 400, "malformed_request", "");
    }

    private void json(String what, String body) {
        add(what, AT_THE_SHOP, List.of(JSON, bearer), body, 400, "malformed_request", "");
    }

    private void row(String what, String line, String body, int status, String code, String reason) {
        add(what, line, List.of(FORM, bearer), body, status, code, reason);
    }

    private void without(String what, String line, String body, List<String> headers, String reason) {
        add(what, line, headers, body, 401, "token_missing", reason);
    }

    private void add(String what, String line, List<String> headers, String body, int status, String code,
            String reason) {
        table.add(new RequestAttempt(what, line, headers, body, status, code, reason));
    }
}
