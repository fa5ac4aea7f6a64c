package dev.anemone.store.memory;

import dev.anemone.store.LifecycleLogContract;
import dev.anemone.store.Store;
import dev.anemone.store.WebhookRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

class MemoryLifecycleLogTest extends LifecycleLogContract {
    private @Nullable MemoryStore memory;

    @Override
    protected Store newNode(WebhookRules rules) {
        MemoryStore node = memory == null ? MemoryStore.create(List.of(), rules) : memory.anotherNode();
        memory = node;
        return node;
    }
}
