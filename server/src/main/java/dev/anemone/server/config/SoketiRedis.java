package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Makes our one URL of what soketi says about Redis in five variables.
final class SoketiRedis {
    /// A part of the URL.
    enum Part {
        HOST, PORT, DATABASE, USERNAME, PASSWORD
    }

    private SoketiRedis() {}

    /// The URL. Parts that are missing are soketi's defaults: a Redis of this machine, no credentials.
    static Text url(Map<Part, String> parts) {
        String host = parts.getOrDefault(Part.HOST, "127.0.0.1");
        String username = parts.getOrDefault(Part.USERNAME, "");
        String password = parts.getOrDefault(Part.PASSWORD, "");
        String credentials = username.isEmpty() && password.isEmpty()
                ? ""
                : escaped(username) + ":" + escaped(password) + "@";
        String database = parts.getOrDefault(Part.DATABASE, "");
        return new Text("redis://" + credentials + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + parts.getOrDefault(Part.PORT, "6379") + (database.isEmpty() ? "" : "/" + database),
                "the SOKETI_DB_REDIS_* variables");
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
