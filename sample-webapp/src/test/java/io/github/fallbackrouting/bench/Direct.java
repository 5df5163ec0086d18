package io.github.fallbackrouting.bench;

import java.io.IOException;
import java.time.Duration;

/** No system at all: the wall itself, which shows what each scenario is worth. */
final class Direct implements Contender {

    private static final Duration READ = Duration.ofSeconds(30);

    private final Caller caller;

    Direct(Wall wall) {
        caller = new Caller(wall.base(), "direct");
    }

    @Override
    public Reach reach() {
        return Reach.ONE_MODEL;
    }

    @Override
    public Answer ask(String model, String fallback, Duration limit) {
        return caller.stream(model, Patience.atEachRead(READ));
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
