package dev.anemone.bench.rivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anemone.bench.rivals.workloads.Contender;
import dev.anemone.bench.rivals.workloads.Pace;
import dev.anemone.bench.rivals.workloads.Shape;
import dev.anemone.bench.rivals.workloads.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final Path PAGE = Path.of("docs/performance.md");

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), PAGE);
    }

    private static List<String> names(Options options) {
        return options.workloads().stream().map(Workload::name).toList();
    }

    @Test
    void withoutArgumentsEverythingIsRunButTheSoak() {
        Options options = parse();
        assertThat(names(options)).containsExactly("W1", "W2", "W3", "W4", "W4d", "W5", "W6", "W7", "W8", "W9");
        assertThat(options.rounds()).isEqualTo(7);
        assertThat(options.pace()).isEqualTo(Pace.DEFAULT);
        assertThat(options.resume()).isFalse();
        assertThat(options.page()).isEqualTo(PAGE);
    }

    @Test
    void whatIsNamedIsRun() {
        Options options = parse("W5", "--rounds", "3", "W1", "--warm-up", "1", "--seconds", "2", "--scale", "10",
                "--resume");
        assertThat(names(options)).containsExactly("W1", "W5");
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.pace()).isEqualTo(new Pace(Duration.ofSeconds(1), Duration.ofSeconds(2),
                Pace.DEFAULT.settle(), 10));
        assertThat(options.resume()).isTrue();
        assertThat(names(parse("table"))).isEmpty();
        assertThat(names(parse("soak", "--minutes", "1"))).containsExactly("soak");
    }

    @Test
    void aServerCanBeLeftOut() {
        assertThat(parse("W1", "--without", "soketi").workloads().getFirst().shapes()).hasSize(3)
                .allSatisfy(shape -> assertThat(shape).extracting(Shape::contenders).asInstanceOf(
                        org.assertj.core.api.InstanceOfAssertFactories.list(Contender.class))
                        .extracting(Contender::name).containsExactly("Anemone", "stock Undertow", "ws"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"W10", "--rounds 0", "--rounds 101", "--rounds many", "--rounds", "--scale 101",
            "--round 3"})
    void whatIsNotUnderstoodIsSaid(String arguments) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(arguments.split(" ", -1)))
                .withMessageContaining(arguments.split(" ", -1)[0]);
    }
}
