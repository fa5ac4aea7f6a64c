package dev.anemone.conformance.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Tests of a running server from outside. They run side by side; parameters of type [App] are apps on the server.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServerUnderTest.class)
@Execution(ExecutionMode.CONCURRENT)
public @interface Conformance {
    /// The server to run against.
    Setup value() default Setup.STANDARD;
}
