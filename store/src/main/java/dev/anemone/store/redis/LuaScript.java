package dev.anemone.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// A script of `resources/lua`, called by its digest. Redis gets the texts when a connection is made, and again if it does
/// not know one any more. Only then may calls made before the answer take effect in another order.
final class LuaScript {
    private static final Set<LuaScript> ALL = ConcurrentHashMap.newKeySet();

    private final byte[] text;
    private final String sha1;

    private LuaScript(byte[] text) {
        this.text = text;
        this.sha1 = Base16.digest(text);
    }

    /// @param name of the file, without its ending
    static LuaScript named(String name) {
        return of(read(name));
    }

    /// A script with another in front, which has what it shares with others.
    static LuaScript after(String before, String name) {
        byte[] shared = read(before);
        byte[] own = read(name);
        return of(ByteBuffer.allocate(shared.length + own.length).put(shared).put(own).array());
    }

    private static LuaScript of(byte[] text) {
        var script = new LuaScript(text);
        ALL.add(script);
        return script;
    }

    private static byte[] read(String name) {
        try (InputStream file = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks lua/" + name + ".lua.");
            }
            return file.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Has Redis know the scripts before what is called next through `connection`. If that fails, calls bring their texts.
    static void loadAll(StatefulRedisConnection<byte[], byte[]> connection) {
        for (LuaScript script : ALL) {
            var _ = connection.async().scriptLoad(script.text);
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
