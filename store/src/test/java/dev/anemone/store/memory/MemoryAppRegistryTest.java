package dev.anemone.store.memory;

import dev.anemone.store.AppRegistryContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryAppRegistryTest extends AppRegistryContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
