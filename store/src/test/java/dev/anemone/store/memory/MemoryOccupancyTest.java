package dev.anemone.store.memory;

import dev.anemone.store.OccupancyContract;
import dev.anemone.store.Store;
import java.util.List;

class MemoryOccupancyTest extends OccupancyContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
