package io.github.fallbackrouting.report;

import java.util.List;
import java.util.Map;

/**
 * The deployments of one filter for JMX: {@code io.github.fallbackrouting:type=Deployments,context="/app",filter="…"}.
 */
public interface DeploymentsMXBean {

    /** How all deployments are at the moment, in the order of the file's groups. */
    List<State> getDeployments();

    /**
     * Has a deployment rest from now on, as if it had failed too often; other deployments answer meanwhile.
     *
     * @param seconds from 1 to 86400, a day; not shorter than it rests already
     * @throws IllegalArgumentException if there is no deployment of this id, or the time is another
     */
    void restNow(String id, long seconds);

    /**
     * Ends a deployment's rest: it is as good as new.
     *
     * @throws IllegalArgumentException if there is no deployment of this id
     */
    void wakeUp(String id);

    /** How a deployment is; what is counted is counted since the filter's start. */
    interface State {

        /** Its id. */
        String getId();

        /** Its model group. */
        String getGroup();

        /** Its model, with the provider's prefix. */
        String getModel();

        /** {@code healthy}, {@code failing}, {@code unproven} or {@code resting}. */
        String getCondition();

        /** Until its rest is over; 0 if it does not rest. */
        double getRestLeftSeconds();

        /** Attempts that have begun and not ended. */
        int getUnderWay();

        /** Attempts that have ended. */
        long getAttempts();

        /** Calls that it answered well. */
        long getAnswers();

        /** Those of them that had asked for another model group. */
        long getAnswersByFallback();

        /** Attempts that failed, by kind. */
        Map<String, Long> getFailures();

        /** How long its answers take, a stream's until its first content, the newest counting most; 0: it gave none. */
        double getLatencySeconds();

        /** As far as its answers say it. */
        long getInputTokens();

        /** As far as its answers say it. */
        long getOutputTokens();

        /** What its attempts cost, in USD, a decimal number; empty if it has no prices. */
        String getCostUsd();
    }
}
