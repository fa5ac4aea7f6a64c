package dev.anemone.store.memory;

import dev.anemone.store.Store;
import dev.anemone.store.UsersContract;
import java.util.List;

class MemoryUsersTest extends UsersContract {
    private final MemoryStore memory = MemoryStore.create(List.of());

    @Override
    protected Store newNode() {
        return memory.anotherNode();
    }
}
