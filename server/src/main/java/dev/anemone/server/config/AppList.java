package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.SoketiVariables.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the apps among all that was said: in the file, in `ANEMONE_APPS`, or as the one app that `ANEMONE_APP_*` and
/// `SOKETI_DEFAULT_APP_*` describe. In one of these places, not in two.
final class AppList {
    private static final String APPS = "apps";

    private AppList() {}

    /// `settings` with the apps, spelt our way, and with what soketi says of every app below what each says itself.
    ///
    /// @param settings of the file and of variables, the latter on top
    /// @throws ConfigException if there are apps in two places, or there are none and something was said of every app
    static Fields complete(Fields settings, Fields file, Environment.Variables ours, SoketiEnvironment soketi) {
        Fields theApp = soketi.of(Scope.THE_APP).with(ours.app());
        Stream<String> places = Stream.of(file.byKey().get(APPS) instanceof Items items ? items.origin() : "",
                ours.settings().byKey().containsKey(APPS) ? "ANEMONE_APPS" : "",
                theApp.isEmpty() ? "" : origin(ours.app(), soketi.of(Scope.THE_APP)));
        List<String> taken = places.filter(place -> !place.isEmpty()).toList();
        if (taken.size() > 1) {
            throw new ConfigException(taken.getFirst() + ": apps: expected either these apps or " + taken.getLast()
                    + ", got both");
        }
        Fields everyApp = soketi.of(Scope.EVERY_APP);
        if (!theApp.isEmpty()) {
            Fields app = new Fields(everyApp.with(theApp).byKey(), taken.getFirst());
            return settings.with(Fields.at(APPS, new Items(List.of(app), taken.getFirst())));
        }
        if (settings.byKey().get(APPS) instanceof Items(var apps, var origin)) {
            var complete = new ArrayList<Setting>();
            for (Setting app : apps) {
                complete.add(app instanceof Fields fields ? below(everyApp, SoketiApp.translate(fields)) : app);
            }
            return settings.with(Fields.at(APPS, new Items(complete, origin)));
        }
        if (!everyApp.isEmpty()) {
            throw new ConfigException(names(everyApp) + ": expected an app for which it holds, got none;"
                    + " set SOKETI_DEFAULT_APP_ID, _KEY and _SECRET");
        }
        return settings;
    }

    /// `app` on top of what holds for all, found where the app was written.
    private static Fields below(Fields everyApp, Fields app) {
        return new Fields(everyApp.with(app).byKey(), app.origin());
    }

    private static String origin(Fields ours, Fields soketi) {
        return Stream.of(ours.isEmpty() ? "" : "the ANEMONE_APP_* variables",
                soketi.isEmpty() ? "" : "the SOKETI_DEFAULT_APP_* variables")
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    /// The variables that said `fields`.
    private static String names(Fields fields) {
        return origins(fields).collect(Collectors.joining(", "));
    }

    private static Stream<String> origins(Setting setting) {
        return setting instanceof Fields fields
                ? fields.byKey().values().stream().flatMap(AppList::origins)
                : Stream.of(setting.origin());
    }
}
