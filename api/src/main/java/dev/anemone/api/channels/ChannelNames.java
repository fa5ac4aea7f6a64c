package dev.anemone.api.channels;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.Reply;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Limits;
import dev.anemone.model.MalformedNameException;

/// Channel names as callers give them, in paths and bodies.
public final class ChannelNames {
    /// The variable that stands for a channel in route templates: `{channel}`.
    private static final String VARIABLE = "channel";

    private ChannelNames() {}

    /// The channel that the request's path names. Refused with 400 if the name is malformed.
    public static Checked<ChannelName> parse(ApiRequest request) {
        return parse(request.pathVariable(VARIABLE), request.app().limits());
    }

    /// The channel called `name`. Refused with 400 if the name is malformed or too long for its app.
    public static Checked<ChannelName> parse(String name, Limits limits) {
        if (name.length() > limits.maxChannelNameLength()) {
            return Checked.refused(Reply.badRequest("Invalid channel name: at most " + limits.maxChannelNameLength()
                    + " characters are allowed, got " + name.length()));
        }
        try {
            return Checked.valid(new ChannelName(name));
        } catch (MalformedNameException _) {
            return Checked.refused(Reply.badRequest("Invalid channel name: " + name));
        }
    }
}
