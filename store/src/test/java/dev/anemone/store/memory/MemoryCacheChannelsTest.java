package dev.anemone.store.memory;

import dev.anemone.store.CacheChannelsContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryCacheChannelsTest extends CacheChannelsContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
