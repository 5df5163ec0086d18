package io.github.fallbackrouting.servers;

/** What holds on most servers and not on all; README.md tells users of each. */
enum Difference {

    /**
     * A response with a wrapper around it is framed in another way: in chunks where a length would do, or the end of the
     * connection.
     */
    FRAMING,

    /** After a forward the server ends a response with a wrapper around it in another way. */
    FORWARD,

    /** What a resource throws is made a 500 and never gets to the filters: a refusal can't be told from a failure. */
    EXCEPTIONS,

    /** The same of what a response filter throws. */
    EXCEPTIONS_OF_RESPONSE_FILTERS,

    /** The body is read before the first request filter, and waited for if need be: with our filter as without. */
    BODY_FIRST,

    /** An error page for an exception that nobody maps has none of the header fields that stood there before. */
    FIELDS_OF_ERROR_PAGES,

    /**
     * There is an error page only while the request's own thread is at it: not if others have been asked meanwhile for what an
     * asynchronous host has failed to answer.
     */
    LATE_ERROR_PAGES,

    /** {@code @RolesAllowed} asks the container, not only JAX-RS's SecurityContext: who has not logged in there gets a 401. */
    ROLES,

    /** A request with a length and in chunks has its end where its chunks end, and its connection is kept. */
    TWO_LENGTHS,

    /** A header field with an encoded line end makes the answer a 403. */
    ENCODED_LINE_ENDS,

    /** An answer that breaks off can't be kept from ending in good order: of a stream the error event tells. */
    NO_CUT,

    /** Answers get each other's trailers, so that we send none. */
    NO_TRAILERS,

    /** The body of a request with a {@code Content-Encoding} is decoded by the server, and the field taken off. */
    DECODES_REQUESTS,

    /** The first flush of an answer has no effect: a host's first event comes with its second one. */
    FIRST_FLUSH,

    /** A dispatch that another thread makes while the request's own leaves is now and then lost, and never answered. */
    LOSES_DISPATCHES,

    /** JAX-RS is not Jersey's. */
    OTHER_JAXRS,

    /** A sink that is closed without an event is a 204, which means something, if that comes before its method has returned. */
    EMPTY_SINK
}
