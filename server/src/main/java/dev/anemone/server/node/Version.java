package dev.anemone.server.node;

/// Which Anemone this is.
public final class Version {
    /// From the jar's manifest; `development` when the classes do not come from one.
    public static final String TEXT = manifestVersion();

    private Version() {}

    private static String manifestVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
