package dev.anemone.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A script of `resources/lua`, called by its digest; Redis gets the text only when it does not know it yet.
final class LuaScript {
    private final byte[] text;
    private final String sha1;

    private LuaScript(byte[] text) {
        this.text = text;
        this.sha1 = Base16.digest(text);
    }

    /// @param name of the file, without its ending
    static LuaScript named(String name) {
        try (InputStream file = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks lua/" + name + ".lua.");
            }
            return new LuaScript(file.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Runs it. Its `KEYS` and `ARGV` are as given; its table comes back as a list.
    CompletionStage<List<byte[]>> run(StatefulRedisConnection<byte[], byte[]> connection, List<String> keys,
            List<byte[]> arguments) {
        byte[][] names = keys.stream().map(RedisKeys::bytes).toArray(byte[][]::new);
        byte[][] values = arguments.toArray(byte[][]::new);
        return connection.async()
                .<List<byte[]>>evalsha(sha1, ScriptOutputType.MULTI, names, values)
                .exceptionallyCompose(
                        failure -> failure instanceof RedisNoScriptException
                                ? connection.async().eval(text, ScriptOutputType.MULTI, names, values)
                                : CompletableFuture.failedStage(failure));
    }
}
