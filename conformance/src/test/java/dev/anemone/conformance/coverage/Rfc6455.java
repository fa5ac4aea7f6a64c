package dev.anemone.conformance.coverage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The sections of RFC 6455 that a test proves something of, without the sign: `"5.5.1"`.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rfc6455 {
    String[] value();
}
