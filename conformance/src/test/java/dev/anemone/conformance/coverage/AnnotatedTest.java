package dev.anemone.conformance.coverage;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A compiled test method and what its annotations say it proves.
///
/// @param but what it leaves unproven of the checklist's statements; empty if nothing
record AnnotatedTest(String name, List<Integer> statements, String but, List<String> rfcSections) {
    /// The tests of a class that prove something named.
    static Stream<AnnotatedTest> of(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).map(AnnotatedTest::of)
                .filter(test -> !test.statements.isEmpty() || !test.rfcSections.isEmpty());
    }

    private static AnnotatedTest of(Method method) {
        Optional<PC> statements = Optional.ofNullable(method.getAnnotation(PC.class));
        Optional<Rfc6455> sections = Optional.ofNullable(method.getAnnotation(Rfc6455.class));
        return new AnnotatedTest(method.getDeclaringClass().getSimpleName() + "." + method.getName(),
                statements.stream().flatMapToInt(annotation -> Arrays.stream(annotation.value())).boxed().toList(),
                statements.map(PC::but).orElse(""),
                sections.stream().flatMap(annotation -> Arrays.stream(annotation.value())).toList());
    }

    boolean proves(int statement) {
        return statements.contains(statement);
    }
}
