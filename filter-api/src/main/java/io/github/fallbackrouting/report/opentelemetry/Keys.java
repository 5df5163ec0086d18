package io.github.fallbackrouting.report.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;

/** The names of attributes that the span of a call and those of its attempts have in common. */
final class Keys {

    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    static final AttributeKey<String> CALL_ID = AttributeKey.stringKey("fallback_routing.call_id");
    static final AttributeKey<String> ACTUAL_MODEL = AttributeKey.stringKey("fallback_routing.actual_model");
    static final AttributeKey<String> MODEL_ID = AttributeKey.stringKey("fallback_routing.model_id");
    static final AttributeKey<String> MODEL_GROUP = AttributeKey.stringKey("fallback_routing.model_group");
    static final AttributeKey<Double> COST_USD = AttributeKey.doubleKey("fallback_routing.cost_usd");

    private Keys() {}
}
