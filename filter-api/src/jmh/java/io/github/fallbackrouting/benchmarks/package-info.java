/** What the filter costs, measured with the fakes that it is measured against. */
package io.github.fallbackrouting.benchmarks;
