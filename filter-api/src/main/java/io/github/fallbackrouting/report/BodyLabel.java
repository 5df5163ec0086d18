package io.github.fallbackrouting.report;

import io.github.fallbackrouting.config.AnswerModel;
import io.github.fallbackrouting.config.Configuration;
import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.ReportRules;
import io.github.fallbackrouting.json.AnswerLabel;
import io.github.fallbackrouting.routing.Route;
import java.util.Optional;

/** Tells what the body of an answer is to say of its model, as the operator wants it. Immutable. */
public final class BodyLabel {

    private final ReportRules rules;

    /** Takes what it needs from the configuration. */
    public BodyLabel(Configuration configuration) {
        this.rules = configuration.report();
    }

    /** For the answer that the route has come to; none if it is nobody's. */
    public AnswerLabel of(Route route) {
        if (rules.answerModel() == AnswerModel.AS_SERVED && !rules.usageModel() && !rules.hiddenParams()) {
            return AnswerLabel.NONE;
        }
        return route.answeredBy().map(answered -> of(route, answered)).orElse(AnswerLabel.NONE);
    }

    private AnswerLabel of(Route route, Deployment answered) {
        Optional<String> actual = Optional.of(answered.model());
        Optional<String> model = switch (rules.answerModel()) {
            case AS_SERVED -> Optional.empty();
            case GROUP -> Optional.of(route.group());
            case ACTUAL -> actual;
        };
        return new AnswerLabel(
                model,
                rules.usageModel() ? actual : Optional.empty(),
                rules.hiddenParams() ? actual : Optional.empty());
    }
}
