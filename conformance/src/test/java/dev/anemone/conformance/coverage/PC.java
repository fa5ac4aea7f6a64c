package dev.anemone.conformance.coverage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The statements of the protocol checklist (`checklist.tsv`) that a test proves.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface PC {
    int[] value();

    /// What the test leaves unproven; empty if nothing.
    String but() default "";
}
