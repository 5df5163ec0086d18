package io.github.fallbackrouting.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An attempt that has ended, as Java Flight Recorder has it; its own time is that end. */
@Name("io.github.fallbackrouting.Attempt")
@Label("Attempt")
@Category({"Fallback Routing"})
@Description("A deployment was asked, and what it answered has ended")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads them
final class AttemptEvent extends Event {

    @Label("Call")
    @Description("The call's id: x-litellm-call-id")
    String callId = "";

    @Label("Group")
    @Description("The model group that was asked for")
    String group = "";

    @Label("Deployment")
    String deployment = "";

    @Label("Model")
    String model = "";

    @Label("Reason")
    @Description("Why it was asked: primary, instead, retry or fallback")
    String reason = "";

    @Label("Outcome")
    @Description("served, or the kind of the failure")
    String outcome = "";

    @Label("Status")
    @Description("Of the answer; 0 if there was none")
    int status;

    @Label("Took")
    @Description("From its start until its end")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("First content")
    @Description("From its start until the first content of a stream")
    @Timespan(Timespan.NANOSECONDS)
    long firstContent;

    @Label("Billable")
    @Description("Whether its provider may ask money for it: no, possibly or yes")
    String billable = "";

    @Label("Cost")
    @Description("In USD; not a number if it is not known")
    double costUsd;
}
