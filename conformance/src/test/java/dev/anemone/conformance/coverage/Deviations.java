package dev.anemone.conformance.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Adds a line for each run of a test that proves statements to the file that `-Dconformance.deviations` names: the
/// statement, `kept` or `broken`, and the test, with tabs between.
public final class Deviations implements TestExecutionListener {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
            Method method = source.getJavaMethod();
            PC statements = method.getAnnotation(PC.class);
            if (statements != null) {
                String outcome = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? "kept" : "broken";
                Arrays.stream(statements.value())
                        .forEach(number -> lines.add("%03d\t%s\t%s.%s".formatted(number, outcome,
                                method.getDeclaringClass().getSimpleName(), method.getName())));
            }
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String file = System.getProperty("conformance.deviations");
        if (file != null) {
            try {
                Files.write(Path.of(file), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
