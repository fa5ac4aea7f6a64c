package dev.anemone.conformance.server;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.wire.Endpoint;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Gives tests their [App]s, starting each server when it is first needed and stopping it after the last test. Against a
/// server that is not ours (`-Dconformance.url`), tests that need another configuration are skipped; it has the apps of
/// [Tenant], or one app (`-Dconformance.app`), and then tests that need others are skipped too.
final class ServerUnderTest implements ParameterResolver, ExecutionCondition {
    private static final Namespace NAMESPACE = Namespace.create(ServerUnderTest.class);
    private static final @Nullable String FOREIGN_URL = System.getProperty("conformance.url");
    private static final @Nullable String FOREIGN_APP = System.getProperty("conformance.app");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean special = setup(context) != Setup.STANDARD || context.getTestMethod().stream()
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .anyMatch(parameter -> parameter.getType() == AnemoneProcess.class
                        || (FOREIGN_APP != null && tenant(parameter) != Tenant.ORDINARY));
        return FOREIGN_URL != null && special
                ? ConditionEvaluationResult.disabled("Needs a server of our own")
                : ConditionEvaluationResult.enabled("The server under test has what is needed");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == App.class || type == AnemoneProcess.class;
    }

    /// An [App], or an [AnemoneProcess] of the test's own, which it may stop.
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        AutoCloseable resource = parameter.getParameter().getType() == App.class
                ? new App(endpoint(context), credentials(parameter.getParameter()))
                : AnemoneProcess.start(setup(context));
        context.getStore(NAMESPACE).put(parameter.getIndex(), resource); // Closed when the test ends.
        return resource;
    }

    private static Endpoint endpoint(ExtensionContext context) {
        if (FOREIGN_URL != null) {
            return Endpoint.of(URI.create(FOREIGN_URL));
        }
        return context.getRoot().getStore(NAMESPACE)
                .computeIfAbsent(setup(context), AnemoneProcess::start, AnemoneProcess.class).endpoint();
    }

    private static Credentials credentials(Parameter parameter) {
        return FOREIGN_APP != null ? Credentials.parse(FOREIGN_APP) : tenant(parameter).credentials();
    }

    private static Tenant tenant(Parameter parameter) {
        return AnnotationSupport.findAnnotation(parameter, Of.class).map(Of::value).orElse(Tenant.ORDINARY);
    }

    private static Setup setup(ExtensionContext context) {
        Optional<Conformance> conformance = context.getTestClass()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, Conformance.class));
        return conformance.map(Conformance::value).orElse(Setup.STANDARD);
    }
}
