package dev.anemone.store.memory;

import dev.anemone.store.ConnectionCountsContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryConnectionCountsTest extends ConnectionCountsContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
