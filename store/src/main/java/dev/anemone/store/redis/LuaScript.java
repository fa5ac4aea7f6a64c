package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.codec.Base16;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// A script of `resources/lua`, called by its digest. Redis gets the texts when a connection is made, and again if it does
/// not know one any more. Only then may calls made before the answer take effect in another order.
///
/// On a Cluster, what a script publishes goes to the shard that has the channel, as its subscribers do: its `PUBLISH` is
/// `SPUBLISH`.
final class LuaScript {
    private static final Set<LuaScript> ALL = ConcurrentHashMap.newKeySet();

    private record Text(String script, String sha1) {
        static Text of(String script) {
            return new Text(script, Base16.digest(script.getBytes(UTF_8)));
        }

        byte[] bytes() {
            return script.getBytes(UTF_8);
        }
    }

    private final Text plain;
    private final Text sharded;

    private LuaScript(String script) {
        plain = Text.of(script);
        sharded = Text.of(script.replace("'PUBLISH'", "'SPUBLISH'"));
    }

    /// @param name of the file, without its ending
    static LuaScript named(String name) {
        return of(read(name));
    }

    /// A script with another in front, which has what it shares with others.
    static LuaScript after(String before, String name) {
        return of(read(before) + read(name));
    }

    private static LuaScript of(String text) {
        var script = new LuaScript(text);
        ALL.add(script);
        return script;
    }

    private static String read(String name) {
        try (InputStream file = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("The jar lacks lua/" + name + ".lua.");
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Has Redis know the scripts before what is called next through `commands`. If that fails, calls bring their texts.
    static void loadAll(Commands commands) {
        for (LuaScript script : ALL) {
            var _ = commands.async().scriptLoad(script.text(commands).bytes());
        }
    }

    private Text text(Commands commands) {
        return commands.sharded() ? sharded : plain;
    }

    /// A call that has yet to be sent, so that several can leave in one flush. Its answer is what [#run] gives.
    Call call(Commands commands, List<String> keys, List<byte[]> arguments) {
        Text text = text(commands);
        var command = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(text.sha1).add(keys.size());
        keys.forEach(key -> command.addKey(RedisKeys.bytes(key)));
        arguments.forEach(command::addValue);
        var sent = new AsyncCommand<>(new Command<>(CommandType.EVALSHA, new ArrayOutput<>(ByteArrayCodec.INSTANCE),
                command));
        return new Call(sent, sent.thenApply(LuaScript::strings).exceptionallyCompose(
                failure -> cause(failure) instanceof RedisNoScriptException
                        ? eval(commands, text, names(keys), arguments.toArray(byte[][]::new))
                        : CompletableFuture.failedStage(failure)));
    }

    /// @param command to be dispatched
    /// @param answer of the script
    record Call(RedisCommand<byte[], byte[], ?> command, CompletionStage<List<byte[]>> answer) {}

    private static List<byte[]> strings(List<Object> answer) {
        return answer.stream().map(byte[].class::cast).toList();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static byte[][] names(List<String> keys) {
        return keys.stream().map(RedisKeys::bytes).toArray(byte[][]::new);
    }

    private static CompletionStage<List<byte[]>> eval(Commands commands, Text text, byte[][] names, byte[][] values) {
        return commands.async().eval(text.bytes(), ScriptOutputType.MULTI, names, values);
    }

    /// Runs it. Its `KEYS` and `ARGV` are as given; its table comes back as a list.
    CompletionStage<List<byte[]>> run(Commands commands, List<String> keys, List<byte[]> arguments) {
        Text text = text(commands);
        byte[][] names = names(keys);
        byte[][] values = arguments.toArray(byte[][]::new);
        return commands.async()
                .<List<byte[]>>evalsha(text.sha1, ScriptOutputType.MULTI, names, values)
                .exceptionallyCompose(
                        failure -> failure instanceof RedisNoScriptException
                                ? eval(commands, text, names, values)
                                : CompletableFuture.failedStage(failure));
    }
}
