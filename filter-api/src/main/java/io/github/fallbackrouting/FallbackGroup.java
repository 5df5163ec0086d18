package io.github.fallbackrouting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a JAX-RS resource, or one of its methods, as an LLM endpoint whose {@code POST} requests fall back to other
 * deployments when the resource's own provider fails.
 *
 * <p>On a method it wins over the class; on an interface or a superclass it is found as well. It binds no behaviour by
 * itself: without {@link FallbackRoutingFilter} in front of the JAX-RS application it does nothing.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FallbackGroup {

    /**
     * The model group ({@code model_name} in the configuration) that this endpoint serves. Empty, the default: the
     * {@code model} of the request body names it.
     */
    String value() default "";

    /**
     * The {@code model_info.id} of the deployment that the resource itself calls. Empty, the default: the group's first
     * in the order of the file.
     */
    String deployment() default "";

    /**
     * The path that is appended to an alternate's {@code api_base}, such as {@code /chat/completions}. Empty, the
     * default: taken from the end of the request's path.
     */
    String operation() default "";
}
