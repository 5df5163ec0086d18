package io.github.fallbackrouting.servers.host;

import io.github.fallbackrouting.report.AttemptEnded;
import io.github.fallbackrouting.report.CallFinished;
import io.github.fallbackrouting.report.CallStarted;
import io.github.fallbackrouting.report.Cost;
import io.github.fallbackrouting.report.FallbackListener;
import io.github.fallbackrouting.report.FellBack;

/** A listener of the host's: it notes what it hears under the call's id, and fails each time. */
public final class CallListener implements FallbackListener {

    /** For the service loader. */
    public CallListener() {}

    @Override
    public void started(CallStarted event) {
        note(event.call().id(), "started " + event.call().operation());
    }

    @Override
    public void attempted(AttemptEnded event) {
        note(
                event.call().id(),
                "attempted " + event.attempt().hop().deployment().id() + " "
                        + event.attempt().outcome() + " "
                        + event.attempt().billable().label() + " "
                        + event.cost().map(Cost::text).orElse("-"));
    }

    @Override
    public void fellBack(FellBack event) {
        note(event.call().id(), "fell back to " + event.next().deployment().group());
    }

    @Override
    public void finished(CallFinished event) {
        note(
                event.call().id(),
                "finished " + event.group() + " " + event.end().label() + " " + event.status() + " "
                        + event.cost().map(Cost::text).orElse("-"));
    }

    private static void note(String id, String what) {
        Diary.note(
                id + "-heard", what + " on " + Thread.currentThread().getName().replaceAll("\\d+$", "n"));
        throw new IllegalStateException("a listener that always fails");
    }
}
