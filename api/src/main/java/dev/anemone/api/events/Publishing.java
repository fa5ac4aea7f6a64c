package dev.anemone.api.events;

import dev.anemone.api.channels.ChannelInfo;
import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.channels.InfoAttribute;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.Timestamps;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.PublishResult;
import dev.anemone.store.PublishResult.KeyTaken;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.PublishResult.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Publishes what requests trigger, and tells their callers what became of it. Never blocks. Thread-safe.
///
/// Counts that `info` asks for are read first: if they cannot be, nothing has been published, and a caller who tries
/// again publishes once.
public final class Publishing {
    private final Broker broker;
    private final ChannelInfoReader infoReader;
    private final Rates rates;

    /// Publishes through `broker`, as often as `rates` allow.
    public Publishing(Broker broker, ChannelInfoReader infoReader, Rates rates) {
        this.broker = broker;
        this.infoReader = infoReader;
        this.rates = rates;
    }

    /// One publication, and what it belongs to.
    private record Item(Trigger trigger, ChannelInfo info, Publication publication) {}

    /// Publishes all of `triggers` in one call, in order.
    ///
    /// @param answer the reply when all have been published, by this request or an earlier one with the same keys. It is
    ///     given what to tell of each publication, all those of the first trigger before those of the second
    /// @return also refuses: with 429 what is too much for now, with 409 a key that stands for something else
    CompletionStage<Reply> publish(App app, List<Trigger> triggers, Function<IntFunction<JsonObject>, Reply> answer) {
        int size = triggers.stream().mapToInt(Trigger::size).sum();
        return rates.publishing(app, size, triggers)
                .answer(allowed -> infoReader.read(app, allowed.stream().flatMap(Trigger::infoQueries).toList())
                        .thenCompose(infos -> publishAll(items(app, allowed, infos), answer)));
    }

    private static List<Item> items(App app, List<Trigger> triggers, List<ChannelInfo> infos) {
        var items = new ArrayList<Item>(infos.size());
        for (Trigger trigger : triggers) {
            for (ChannelName channel : trigger.channels()) {
                ChannelInfo info = infos.get(items.size());
                items.add(new Item(trigger, info, trigger.publication(app, channel, info)));
            }
        }
        return items;
    }

    private CompletionStage<Reply> publishAll(List<Item> items, Function<IntFunction<JsonObject>, Reply> answer) {
        return broker.publish(items.stream().map(Item::publication).toList())
                .thenApply(result -> reply(items, result, answer));
    }

    private static Reply reply(List<Item> items, PublishResult result,
            Function<IntFunction<JsonObject>, Reply> answer) {
        return switch (result) {
            case KeyTaken taken -> taken(items.get(taken.index()), taken);
            case Published(List<Receipt> receipts) -> {
                Reply reply = answer.apply(index -> told(items.get(index), receipts.get(index)));
                boolean repeated = !receipts.isEmpty() && receipts.stream().allMatch(Receipt::repeated);
                yield repeated ? reply.replayed() : reply;
            }
        };
    }

    /// What the caller is told of one publication: of a repetition, what the first caller was.
    private static JsonObject told(Item item, Receipt receipt) {
        JsonObject told = receipt.repeated() ? JsonObject.of(receipt.reply()) : item.info.toJson();
        return item.trigger.info().contains(InfoAttribute.POSITION) && receipt.position().offset() > 0
                ? told.string(InfoAttribute.POSITION.wireName(), receipt.position().toWire())
                : told;
    }

    private static Reply taken(Item item, KeyTaken taken) {
        String key = item.trigger.key().map(EventKey::text).orElseThrow();
        return Reply.conflict("Idempotency key \"" + key + "\" stands for another event on channel "
                + item.publication.channel().channel() + ": it was first used at " + Timestamps.of(taken.firstUsed())
                + (taken.position().equals(StreamPosition.NONE)
                        ? ""
                        : ", for what is at position " + taken.position().toWire())
                + ". Nothing was published. Give another event another key.");
    }
}
