package io.github.fallbackrouting.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.RetryRules.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SteppedClock clock = new SteppedClock();

    private RetryBudget budget(double share, int perSecond) {
        return new RetryBudget(new Budget(share, perSecond), clock);
    }

    private static void deposits(RetryBudget budget, int requests) {
        for (int i = 0; i < requests; i++) {
            budget.deposit();
        }
    }

    /** How many extra attempts it allows at this instant. */
    private static int allowed(RetryBudget budget) {
        int allowed = 0;
        while (budget.withdraw()) {
            allowed++;
        }
        return allowed;
    }

    @Test
    void allowsAFifthOfTheRequestsAndTenASecondBesides() {
        RetryBudget budget = budget(0.2, 10);
        deposits(budget, 1000);

        assertEquals(200 + 100, allowed(budget));
    }

    @Test
    void allowsTheFixedPartWithoutAnyRequest() {
        assertEquals(100, allowed(budget(0.2, 10)));
    }

    @Test
    void allowsNothingIfItHasNothing() {
        RetryBudget budget = budget(0, 0);
        deposits(budget, 1000);

        assertEquals(0, allowed(budget));
    }

    @Test
    void roundsAShareDown() {
        RetryBudget budget = budget(0.2, 0);
        deposits(budget, 4);
        assertFalse(budget.withdraw());

        budget.deposit();
        assertTrue(budget.withdraw());
        assertFalse(budget.withdraw());
    }

    @Test
    void countsWhatWasEarnedForTenSeconds() {
        RetryBudget budget = budget(0.2, 0);
        deposits(budget, 100);
        clock.step(Duration.ofSeconds(9));
        assertTrue(budget.withdraw());

        clock.step(SECOND);
        assertFalse(budget.withdraw());
    }

    @Test
    void countsWhatWasSpentForTenSeconds() {
        RetryBudget budget = budget(0, 1);
        clock.step(Duration.ofSeconds(5));
        assertEquals(10, allowed(budget));
        clock.step(Duration.ofSeconds(9));
        assertEquals(0, allowed(budget));

        clock.step(SECOND);
        assertEquals(10, allowed(budget));
    }

    @Test
    void countsEachSecondByItself() {
        RetryBudget budget = budget(1, 0);
        for (int second = 0; second < 10; second++) {
            deposits(budget, 10);
            clock.step(SECOND);
        }

        assertEquals(90, allowed(budget), "the first second's are gone");
    }

    @Test
    void takesBackWhatWasNotUsed() {
        RetryBudget budget = budget(0, 1);
        allowed(budget);

        budget.giveBack();

        assertEquals(1, allowed(budget));
    }

    @Test
    void takesNothingBackThatItDidNotGive() {
        RetryBudget budget = budget(0, 1);

        budget.giveBack();

        assertEquals(10, allowed(budget));
    }

    @Test
    void forgetsEverythingWhileNobodyComes() {
        RetryBudget budget = budget(0.5, 1);
        deposits(budget, 1000);
        allowed(budget);

        clock.step(Duration.ofDays(400));

        assertEquals(10, allowed(budget));
        clock.step(Duration.ofSeconds(3));
        deposits(budget, 10);
        assertEquals(5, allowed(budget));
    }

    @Test
    void doesNotMindAClockWhoseNumbersWrapAround() {
        RetryBudget budget = budget(0.2, 0);
        deposits(budget, 50);
        long before = clock.getAsLong();
        clock.step(SECOND);
        assertTrue(clock.getAsLong() < before, "that is what is tried here");
        deposits(budget, 50);

        assertEquals(20, allowed(budget));
        clock.step(Duration.ofSeconds(10));
        assertEquals(0, allowed(budget));
    }

    @Test
    void neverAllowsMoreHoweverManyAskAtOnce() throws Exception {
        RetryBudget budget = budget(0.2, 10);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> {
                    int mine = 0;
                    for (int request = 0; request < 1000; request++) {
                        budget.deposit();
                        mine += budget.withdraw() ? 1 : 0;
                    }
                    return mine;
                });
            }
            int all = 0;
            for (Future<Integer> task : threads.invokeAll(tasks)) {
                all += task.get();
            }
            assertEquals(8000 / 5 + 100, all + allowed(budget));
        } finally {
            threads.shutdownNow();
        }
    }
}
