package io.github.fallbackrouting.servlet;

/** Whether anything of the host's may still refuse a request that has got past the last of its request filters. */
public enum Access {
    /** The resource method is next. */
    OPEN,
    /** Something stands between: an interceptor, a validation, a container's own check. */
    GUARDED
}
