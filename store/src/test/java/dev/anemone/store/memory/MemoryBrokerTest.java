package dev.anemone.store.memory;

import dev.anemone.store.BrokerContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryBrokerTest extends BrokerContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
