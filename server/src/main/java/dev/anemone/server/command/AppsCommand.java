package dev.anemone.server.command;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.server.config.AppFile;
import dev.anemone.store.AppRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// `anemone apps`: the apps that the nodes share in Redis, and their changes, which every node sees within a second.
final class AppsCommand implements Callable<Integer> {
    private static final int KEY_BYTES = 10; // As long as Pusher's.
    private static final int SECRET_BYTES = 32;

    private final CommandSpec spec = Usage.command(this, "apps",
            "See and change the apps of nodes that run. Nodes with one Redis see a change within a second.",
            "apps list", "apps rotate 1", "apps disable 1");

    private AppsCommand(Map<String, String> environment) {
        add(AppsAction.of("list", "List the apps, without secrets.", environment, "apps list")
                .does((apps, _) -> AppTable.of(await(apps.all()))));
        add(AppsAction.of("show", "Show an app as a file that `apps put` takes.", environment, "apps show 1",
                "apps show 1 --secrets > shop.yml")
                .withId().with(Usage.flag("--secrets", "Show its secrets too."))
                .does((apps, asked) -> AppFile.text(found(apps, asked.id()), asked.has("--secrets")).stripTrailing()));
        add(AppsAction.of("put", "Create the app that a file describes, or replace the one with its id.", environment,
                "apps put shop.yml")
                .withArgument("FILE", "YAML: the settings of one app, as below `apps` in the configuration.")
                .does((apps, asked) -> put(apps, AppFile.read(Path.of(asked.argument())))));
        add(AppsAction.of("disable", "Close an app's connections (4003) and refuse its requests (403).", environment,
                "apps disable 1").withId().does((apps, asked) -> enable(apps, asked.id(), false)));
        add(AppsAction.of("enable", "End a `disable`.", environment, "apps enable 1").withId()
                .does((apps, asked) -> enable(apps, asked.id(), true)));
        add(AppsAction.of("rotate", "Give an app a further key and secret. Those it has stay valid.", environment,
                "apps rotate 1").withId().does((apps, asked) -> rotate(apps, asked.id())));
        add(AppsAction
                .of("retire-key", "Take a key and its secret from an app. Connections that came with it close (4001).",
                        environment, "apps retire-key 1 278d425bdf160c739803")
                .withId().withArgument("KEY", "The key, as `apps list` shows it.")
                .does((apps, asked) -> retire(apps, asked.id(), asked.argument())));
        add(AppsAction.of("remove", "Remove an app. Its connections close (4001) and its requests are refused (401).",
                environment, "apps remove 1").withId().does((apps, asked) -> remove(apps, asked.id())));
    }

    private void add(CommandSpec action) {
        spec.addSubcommand(action.name(), action);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new AppsCommand(environment).spec;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static App found(AppRegistry apps, AppId id) {
        return await(apps.byId(id)).orElseThrow(() -> new CommandFailure("There is no app " + id + "."));
    }

    private static String put(AppRegistry apps, App app) {
        await(apps.put(app));
        return "App " + app.id() + " is stored.";
    }

    private static String enable(AppRegistry apps, AppId id, boolean enabled) {
        await(apps.change(id, app -> app.toBuilder().enabled(enabled).build()));
        return "App " + id + " is " + (enabled ? "enabled." : "disabled.");
    }

    private static String rotate(AppRegistry apps, AppId id) {
        var random = new SecureRandom();
        var added = new Credential(new AppKey(hex(random, KEY_BYTES)), hex(random, SECRET_BYTES));
        App rotated = await(apps.change(id, app -> app.toBuilder()
                .credentials(Stream.concat(app.credentials().stream(), Stream.of(added)).toList()).build()));
        return """
                App %s has one more key:
                  key     %s
                  secret  %s
                Webhooks are signed with the oldest, until it is retired. When nobody uses that any more:
                  anemone apps retire-key %s %s""".formatted(id, added.key(), added.secret(), id,
                rotated.primaryCredential().key());
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String retire(AppRegistry apps, AppId id, String key) {
        await(apps.change(id, app -> {
            List<Credential> kept = app.credentials().stream().filter(each -> !each.key().value().equals(key)).toList();
            if (kept.size() == app.credentials().size()) {
                throw new CommandFailure("App " + id + " has no key " + Printable.of(key) + ".");
            }
            if (kept.isEmpty()) {
                throw new CommandFailure("Key " + key + " is the only one of app " + id
                        + ": give it another first, with anemone apps rotate " + id + ".");
            }
            return app.toBuilder().credentials(kept).build();
        }));
        return "Key " + key + " is no longer one of app " + id + ".";
    }

    private static String remove(AppRegistry apps, AppId id) {
        if (!await(apps.remove(id))) {
            throw new CommandFailure("There is no app " + id + ".");
        }
        return "App " + id + " is removed.";
    }
}
