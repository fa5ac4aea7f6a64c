package dev.anemone.bench.measure;

/// CPU time that a process used.
public record Cpu(double userSeconds, double systemSeconds) {
    public double seconds() {
        return userSeconds + systemSeconds;
    }

    /// The part outside the kernel; 0 if nothing was used.
    public double userShare() {
        return seconds() == 0 ? 0 : userSeconds / seconds();
    }

    public Cpu minus(Cpu earlier) {
        return new Cpu(userSeconds - earlier.userSeconds, systemSeconds - earlier.systemSeconds);
    }
}
