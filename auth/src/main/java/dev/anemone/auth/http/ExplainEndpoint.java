package dev.anemone.auth.http;

import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.MalformedNameException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// `explain`: says what decides whether a token, which is in the body, allows something. Whoever has a token may know more
/// about the app's channels than the other endpoints tell, so it is off unless the settings say otherwise.
record ExplainEndpoint(TokenAccess tokens) implements Endpoint {
    private static final BodyDecoder.Known KNOWN = new BodyDecoder.Known(
            List.of(Members.TOKEN, Members.CHANNEL_NAME, Members.OPERATION), List.of());

    @Override
    public CompletionStage<Answer> answer(Call call) {
        return switch (BodyDecoder.decode(call.contentType(), call.body(), KNOWN)) {
            case Refused refused -> CompletableFuture.completedStage(refused);
            case BodyDecoder.Fields fields -> explain(call.target().app(), fields);
        };
    }

    private CompletionStage<Answer> explain(App app, BodyDecoder.Fields fields) {
        for (String member : new String[]{Members.TOKEN, Members.CHANNEL_NAME, Members.OPERATION}) {
            if (fields.text(member).isEmpty()) {
                return CompletableFuture.completedStage(Refused.missing(member));
            }
        }
        Optional<ChannelOperation> operation = ChannelOperation.claimed(fields.text(Members.OPERATION).orElseThrow());
        if (operation.isEmpty()) {
            return CompletableFuture.completedStage(
                    Refused.malformed("op: expected subscribe, presence, publish or history."));
        }
        try {
            var channel = new ChannelName(fields.text(Members.CHANNEL_NAME).orElseThrow());
            return tokens.explain(fields.text(Members.TOKEN).orElseThrow(), app, channel, operation.get())
                    .thenApply(Answer.Explained::new);
        } catch (MalformedNameException e) {
            return CompletableFuture.completedStage(Refused.malformed(e.getMessage() + "."));
        }
    }
}
