package io.github.fallbackrouting.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code fallback_routing}, the section that is ours: an unknown key in it is a mistake. */
final class OwnSection {

    private final YamlMap section;

    /** @param section without keys if the file has none */
    OwnSection(YamlMap section) {
        this.section = section;
    }

    /**
     * {@code first_token_timeout}, {@code idle_timeout}, {@code deadline}.
     *
     * @param attempt LiteLLM's own, of one attempt
     */
    Timeouts timeouts(Optional<Duration> attempt) {
        return new Timeouts(
                Timeouts.DEFAULT.connect(),
                positive("first_token_timeout", Timeouts.DEFAULT.firstToken()),
                positive("idle_timeout", Timeouts.DEFAULT.idle()),
                positive("deadline", Timeouts.DEFAULT.deadline()),
                attempt);
    }

    /** {@code hold}. */
    HoldLimits hold() {
        YamlMap hold = section.section("hold");
        int memory = (int) size(hold, "request_memory", HoldLimits.DEFAULT.requestMemory(), Integer.MAX_VALUE);
        long disk = size(hold, "request_disk", HoldLimits.DEFAULT.requestDisk(), Long.MAX_VALUE);
        int response = (int) size(hold, "response", HoldLimits.DEFAULT.response(), Integer.MAX_VALUE);
        int firstEvent = (int) size(hold, "first_event", HoldLimits.DEFAULT.firstEvent(), Integer.MAX_VALUE);
        long answer = size(hold, "answer", HoldLimits.DEFAULT.answer(), Long.MAX_VALUE);
        hold.refuseOthers();
        if (memory > disk) {
            hold.get("request_disk")
                    .ifPresentOrElse(
                            value -> value.mistake(
                                    "at least the " + memory + " bytes of request_memory, which it includes"),
                            () -> hold.get("request_memory")
                                    .ifPresent(value -> value.mistake("at most the " + disk
                                            + " bytes of request_disk, which include it and are not set here")));
            return HoldLimits.DEFAULT;
        }
        return new HoldLimits(memory, disk, response, firstEvent, answer);
    }

    /**
     * {@code mid_stream}, {@code malformed_events}, {@code stream_deadline}, {@code include_usage}.
     *
     * @param timeouts the deadline among them holds for streams as well if the file says it
     * @param alwaysIncludeUsage LiteLLM's own {@code general_settings.always_include_stream_usage}
     */
    StreamRules streams(Timeouts timeouts, Optional<YamlValue> alwaysIncludeUsage) {
        return new StreamRules(
                section.get("mid_stream")
                        .flatMap(value -> word(value, MidStream.values()))
                        .orElse(StreamRules.DEFAULT.midStream()),
                section.get("malformed_events")
                        .flatMap(value -> word(value, MalformedEvents.values()))
                        .orElse(StreamRules.DEFAULT.malformed()),
                positive("stream_deadline").or(() -> section.get("deadline").map(said -> timeouts.deadline())),
                includeUsage(alwaysIncludeUsage));
    }

    private boolean includeUsage(Optional<YamlValue> ofLiteLlm) {
        Optional<YamlValue> ours = section.get("include_usage");
        ours.ifPresent(first -> ofLiteLlm.ifPresent(second ->
                second.unused("is not acted on, since " + first.path() + " in line " + first.line() + " counts")));
        return ours.or(() -> ofLiteLlm).flatMap(YamlValue::flag).orElse(StreamRules.DEFAULT.includeUsage());
    }

    /** {@code interrupt_host}. */
    boolean interruptsHost() {
        return section.get("interrupt_host").flatMap(YamlValue::flag).orElse(false);
    }

    /** {@code proxy_status}, {@code expose}, {@code answer_model}. */
    ReportRules report() {
        ReportRules otherwise = ReportRules.DEFAULT;
        YamlMap expose = section.section("expose");
        ReportRules rules = new ReportRules(
                section.get("proxy_status").flatMap(OwnSection::identifier),
                expose.get("api_base").flatMap(YamlValue::flag).orElse(otherwise.exposesApiBase()),
                expose.get("server_timing").flatMap(YamlValue::flag).orElse(otherwise.serverTiming()),
                section.get("answer_model")
                        .flatMap(value -> word(value, AnswerModel.values()))
                        .orElse(otherwise.answerModel()),
                expose.get("usage_model").flatMap(YamlValue::flag).orElse(otherwise.usageModel()),
                expose.get("hidden_params").flatMap(YamlValue::flag).orElse(otherwise.hiddenParams()));
        expose.refuseOthers();
        return rules;
    }

    /** {@code max_retry_after}. */
    Duration maxRetryAfter() {
        return section.get("max_retry_after")
                .flatMap(value -> duration(value, Duration.ZERO, "a time such as 500ms, 10s, 2m or 1h, at most 24h"))
                .orElse(RetryRules.DEFAULT.maxRetryAfter());
    }

    /** {@code max_attempts}. */
    int maxAttempts() {
        return section.get("max_attempts")
                .flatMap(value -> value.wholeNumber(1))
                .orElse(RetryRules.DEFAULT.maxAttempts());
    }

    /** {@code retry_budget}. */
    RetryRules.Budget retryBudget() {
        YamlMap budget = section.section("retry_budget");
        RetryRules.Budget otherwise = RetryRules.DEFAULT.budget();
        double share = budget.get("share")
                .flatMap(YamlValue::number)
                .map(BigDecimal::doubleValue)
                .orElse(otherwise.share());
        int perSecond =
                budget.get("per_second").flatMap(value -> value.wholeNumber(0)).orElse(otherwise.perSecond());
        budget.refuseOthers();
        return new RetryRules.Budget(share, perSecond);
    }

    /** {@code when_all_cooling}. */
    CooldownRules.WhenAllRest whenAllRest() {
        return section.get("when_all_cooling")
                .flatMap(value -> word(value, CooldownRules.WhenAllRest.values()))
                .orElse(CooldownRules.DEFAULT.whenAllRest());
    }

    /** {@code pass_over_host}. */
    CooldownRules.PassOver passOver() {
        return section.get("pass_over_host")
                .flatMap(value -> word(value, CooldownRules.PassOver.values()))
                .orElse(CooldownRules.DEFAULT.passOver());
    }

    /** {@code private_addresses}. */
    PrivateAddresses privateAddresses() {
        return section.get("private_addresses")
                .flatMap(value -> word(value, PrivateAddresses.values()))
                .orElse(PrivateAddresses.REFUSE);
    }

    /** {@code client_controls}. */
    Set<ClientControl> clientControls() {
        List<String> keys =
                Stream.of(ClientControl.values()).map(ClientControl::key).toList();
        return section
                .get("client_controls")
                .map(list -> list.items("a list of what callers may say: " + String.join(", ", keys)))
                .orElse(List.of())
                .stream()
                .flatMap(item -> word(item, ClientControl.values()).stream())
                .collect(Collectors.toSet());
    }

    /** Refuses what nobody has asked for. To be called last. */
    void refuseOthers() {
        section.refuseOthers();
    }

    /** The one of these whose name the value is, in lower case. */
    private static <E extends Enum<E>> Optional<E> word(YamlValue value, E[] all) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E each : all) {
            words.put(each.name().toLowerCase(Locale.ROOT), each);
        }
        return value.oneOf(List.copyOf(words.keySet())).map(words::get);
    }

    private Duration positive(String key, Duration otherwise) {
        return positive(key).orElse(otherwise);
    }

    private Optional<Duration> positive(String key) {
        return section.get(key)
                .flatMap(value -> duration(
                        value,
                        Duration.ofNanos(1),
                        "a time such as 500ms, 10s, 2m or 1h, longer than 0 and at most 24h"));
    }

    private static Optional<Duration> duration(YamlValue value, Duration least, String expected) {
        Optional<String> text = value.text(expected);
        Optional<Duration> duration = text.flatMap(DurationText::parse).filter(parsed -> parsed.compareTo(least) >= 0);
        if (text.isPresent() && duration.isEmpty()) {
            value.mistake(expected);
        }
        return duration;
    }

    private static long size(YamlMap hold, String key, long otherwise, long most) {
        Optional<YamlValue> value = hold.get(key);
        String expected = "a size such as 64KiB, 1MiB or 65536, at most " + most + " bytes";
        Optional<String> text = value.flatMap(written -> written.text(expected));
        if (text.isEmpty()) {
            return otherwise;
        }
        OptionalLong size = SizeText.parse(text.get(), most);
        if (size.isEmpty()) {
            value.get().mistake(expected);
        }
        return size.orElse(otherwise);
    }

    private static Optional<String> identifier(YamlValue value) {
        String expected = "an identifier of RFC 9209 in printable ASCII, such as acme-llm";
        return value.text(expected).filter(text -> {
            if (!ReportRules.isIdentifier(text)) {
                value.mistake(expected);
            }
            return ReportRules.isIdentifier(text);
        });
    }
}
