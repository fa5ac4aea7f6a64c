package dev.anemone.gateway;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The defaults with some components changed.
public final class Configs {
    private Configs() {}

    /// The defaults, but for `changes`, by component.
    public static GatewayConfig with(Map<String, ?> changes) {
        var unknown = new TreeMap<String, Object>(changes);
        RecordComponent[] components = GatewayConfig.class.getRecordComponents();
        var values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Object change = unknown.remove(components[i].getName());
                values[i] = change == null ? components[i].getAccessor().invoke(GatewayConfig.DEFAULTS) : change;
            }
            if (!unknown.isEmpty()) {
                throw new AssertionError("No such component: " + unknown.keySet());
            }
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
            Constructor<GatewayConfig> constructor = GatewayConfig.class.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
