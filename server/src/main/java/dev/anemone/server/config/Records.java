package dev.anemone.server.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads and makes records by reflection. Every configuration record is public and has a constant `DEFAULTS`.
final class Records {
    private Records() {}

    /// The constant `DEFAULTS` of `type`.
    static Record defaultsOf(Class<?> type) {
        try {
            return (Record) type.getField("DEFAULTS").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no public DEFAULTS.", e);
        }
    }

    /// What `owner` holds in `component`.
    static @Nullable Object valueOf(Record owner, RecordComponent component) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component + " of " + owner.getClass(), e);
        }
    }

    /// A new record. What its constructor throws passes through.
    static <R extends Record> R make(Class<R> type, @Nullable Object[] values) {
        Class<?>[] parameters = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getConstructor(parameters).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("The constructor of " + type + " failed.", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no public canonical constructor.", e);
        }
    }
}
