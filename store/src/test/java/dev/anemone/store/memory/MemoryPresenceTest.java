package dev.anemone.store.memory;

import dev.anemone.store.PresenceContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryPresenceTest extends PresenceContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
