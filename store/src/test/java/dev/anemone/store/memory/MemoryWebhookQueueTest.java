package dev.anemone.store.memory;

import dev.anemone.store.Store;
import dev.anemone.store.WebhookQueueContract;
import dev.anemone.store.WebhookRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

class MemoryWebhookQueueTest extends WebhookQueueContract {
    private @Nullable MemoryStore memory;

    @Override
    protected Store newNode(WebhookRules rules) {
        MemoryStore node = memory == null ? MemoryStore.create(List.of(), rules) : memory.anotherNode();
        memory = node;
        return node;
    }
}
