package dev.anemone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServerCpuTest {
    /// proc_pid_stat(5): fields 14 and 15; the name, field 2, may hold spaces and parentheses.
    @Test
    void theNameOfAProcessConfusesNobody() {
        Cpu cpu = ServerCpu.parse("4711 (a) S (b) R 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 12 0 1\n");

        assertThat(cpu).isEqualTo(new Cpu(1.5, 0.5));
        assertThat(cpu.userShare()).isEqualTo(0.75);
    }

    @Test
    void ourOwnProcessHasUsedSome() throws IOException {
        assertThat(new ServerCpu(ProcessHandle.current().pid()).read().seconds()).isPositive();
        assertThatThrownBy(() -> new ServerCpu(999_999_999).read()).isInstanceOf(IOException.class);
    }
}
