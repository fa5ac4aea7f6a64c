package dev.anemone.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FileLimitTest {
    @Test
    void isTheOneOfThisProcess() {
        var unix = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        assertThat(FileLimit.files()).hasValue(unix.getMaxFileDescriptorCount());
    }

    @Test
    void leavesRoomForWhatANodeNeeds() {
        assertThat(FileLimit.connections(20_000)).isEqualTo(19_900);
        assertThat(FileLimit.connections(64)).isZero();
    }
}
