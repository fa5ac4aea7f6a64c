package dev.anemone.server.command;

import dev.anemone.model.App;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Apps for people: a line each, in columns, without secrets.
final class AppTable {
    private static final List<String> HEADINGS = List.of("APP", "STATE", "MAX CONNECTIONS", "KEYS, OLDEST FIRST");

    private AppTable() {}

    static String of(List<App> apps) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADINGS);
        for (App app : apps) {
            rows.add(List.of(app.id().value(), app.enabled() ? "enabled" : "disabled",
                    app.maxConnections() == App.UNLIMITED ? "unlimited" : Integer.toString(app.maxConnections()),
                    app.credentials().stream().map(each -> each.key().value()).collect(Collectors.joining(" "))));
        }
        return rows.size() == 1 ? "No apps." : Columns.of(rows);
    }
}
