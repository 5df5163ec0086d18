package io.github.fallbackrouting.config;

/**
 * One reading of one file: what every place in it has to hand.
 *
 * @param findings takes what is to be said about the file
 * @param environment answers {@code os.environ/NAME}
 */
record Reading(Findings findings, Environment environment) {}
