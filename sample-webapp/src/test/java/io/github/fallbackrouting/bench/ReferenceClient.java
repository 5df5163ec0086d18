package io.github.fallbackrouting.bench;

import io.github.fallbackrouting.bench.Answer.Kind;
import io.github.fallbackrouting.bench.Answer.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A client that was written to pass: it buffers each answer, tries again and elsewhere, and never begins for the model. */
final class ReferenceClient implements Contender {

    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private enum Step {
        AGAIN,
        ELSEWHERE,
        GIVE_BACK
    }

    private final Caller caller;

    ReferenceClient(Wall wall) {
        caller = new Caller(wall.base(), "reference");
    }

    @Override
    public Reach reach() {
        return Reach.FALLBACK;
    }

    @Override
    public Answer ask(String model, String fallback, Duration limit) {
        long start = System.nanoTime();
        Answer answer = Answer.hang(Duration.ZERO);
        for (String candidate : List.of(model, fallback)) {
            Step step = Step.AGAIN;
            for (int attempt = 0; attempt < ATTEMPTS && step == Step.AGAIN; attempt++) {
                answer = caller.stream(candidate, PATIENCE);
                step = answer.problem().map(ReferenceClient::step).orElse(Step.GIVE_BACK);
                if (step == Step.AGAIN && attempt < ATTEMPTS - 1) {
                    sleep(pause(answer, attempt));
                }
            }
            if (step == Step.GIVE_BACK) {
                break;
            }
        }
        return answer.within(Duration.ofNanos(System.nanoTime() - start));
    }

    private static Step step(Problem problem) {
        if (problem.kind() == Kind.TIMEOUT) {
            return Step.ELSEWHERE;
        }
        if (problem.kind() != Kind.STATUS || problem.status() == 429 || problem.status() >= 500) {
            return Step.AGAIN;
        }
        return problem.code().equals("content_policy_violation") ? Step.GIVE_BACK : Step.ELSEWHERE;
    }

    private static Duration pause(Answer answer, int attempt) {
        double share = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
        Duration backoff = Duration.ofMillis(Math.round((FIRST_PAUSE.toMillis() << attempt) * share));
        Duration asked = answer.problem().flatMap(Problem::retryAfter).orElse(backoff);
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }

    private static void sleep(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Answer probe(String model, Duration limit) {
        return caller.whole(model, Patience.atEachRead(limit));
    }

    @Override
    public void close() throws IOException {
        caller.close();
    }
}
