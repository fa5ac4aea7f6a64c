package dev.anemone.store.memory;

import dev.anemone.store.RevocationsContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryRevocationsTest extends RevocationsContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
