package io.github.fallbackrouting.benchmarks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The most that one operation may cost, beyond the same without the filter where there is that. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Budget {

    /** Of time, in nanoseconds; any if it is negative. */
    double nanos() default -1;

    /** Of allocated memory; any if it is negative. */
    double bytes() default -1;
}
