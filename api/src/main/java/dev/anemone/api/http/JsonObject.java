package dev.anemone.api.http;

import dev.anemone.model.EventData;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A JSON object in the making: members in the order they are added, compact, nothing escaped that need not be. Names
/// are not checked for repetition. Not thread-safe.
public final class JsonObject {
    private final StringBuilder json;

    /// Nothing in it.
    public JsonObject() {
        this.json = new StringBuilder("{");
    }

    private JsonObject(StringBuilder json) {
        this.json = json;
    }

    /// The object that [#toString] made `text` of, to be continued.
    public static JsonObject of(String text) {
        return new JsonObject(new StringBuilder(text).deleteCharAt(text.length() - 1));
    }

    /// Adds a number.
    public JsonObject number(String name, long value) {
        name(name).append(value);
        return this;
    }

    /// Adds `true` or `false`.
    public JsonObject bool(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /// Adds a string. Any Java string will do: lone surrogates become escapes.
    public JsonObject string(String name, String value) {
        quote(name(name), value);
        return this;
    }

    /// Adds event data as it was published, without decoding it.
    public JsonObject data(String name, EventData value) {
        name(name).append(new String(value.token(), StandardCharsets.UTF_8));
        return this;
    }

    /// Adds `null`.
    public JsonObject nothing(String name) {
        name(name).append("null");
        return this;
    }

    /// Adds an object.
    public JsonObject object(String name, JsonObject value) {
        name(name).append(value);
        return this;
    }

    /// Adds an array of objects.
    public JsonObject array(String name, List<JsonObject> elements) {
        StringBuilder array = name(name).append('[');
        for (int i = 0; i < elements.size(); i++) {
            array.append(i == 0 ? "" : ",").append(elements.get(i));
        }
        array.append(']');
        return this;
    }

    /// Adds an array of strings.
    public JsonObject strings(String name, List<String> elements) {
        StringBuilder array = name(name).append('[');
        for (int i = 0; i < elements.size(); i++) {
            quote(array.append(i == 0 ? "" : ","), elements.get(i));
        }
        array.append(']');
        return this;
    }

    /// The object as text.
    @Override
    public String toString() {
        return json + "}";
    }

    private StringBuilder name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        quote(json, name);
        return json.append(':');
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        EventData.appendEscaped(json, text);
        json.append('"');
    }
}
