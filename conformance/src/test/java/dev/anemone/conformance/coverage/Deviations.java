package dev.anemone.conformance.coverage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Writes which statements a server kept and which it did not, into the file that `-Dconformance.deviations` names. A
/// statement is kept when every test of it that ran has passed.
public final class Deviations implements TestExecutionListener {
    private final Map<Integer, SortedSet<String>> failed = new ConcurrentSkipListMap<>();
    private final Map<Integer, SortedSet<String>> passed = new ConcurrentSkipListMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() && test.getSource().orElse(null) instanceof MethodSource source) {
            note(source.getJavaMethod(), result.getStatus() == TestExecutionResult.Status.SUCCESSFUL);
        }
    }

    private synchronized void note(Method method, boolean success) {
        PC statements = method.getAnnotation(PC.class);
        if (statements != null) {
            Arrays.stream(statements.value()).forEach(number -> (success ? passed : failed)
                    .computeIfAbsent(number, _ -> new TreeSet<>())
                    .add(method.getDeclaringClass().getSimpleName() + "." + method.getName()));
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String file = System.getProperty("conformance.deviations");
        if (file != null) {
            try {
                Files.writeString(Path.of(file), report());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized String report() {
        var tried = new TreeSet<>(passed.keySet());
        tried.addAll(failed.keySet());
        var report = new StringBuilder("%d of 250 statements were tried, %d of them are not kept.\n\n"
                .formatted(tried.size(), failed.size()));
        report.append("| PC | Statement | Failed |\n|---|---|---|\n");
        Map<Integer, String> texts = Checklist.load().statements().stream()
                .collect(Collectors.toMap(Checklist.Statement::number, Checklist.Statement::text));
        failed.forEach((number, tests) -> report.append("| %03d | %s | %s |\n".formatted(number, texts.get(number),
                String.join("<br>", tests))));
        return report.toString();
    }
}
