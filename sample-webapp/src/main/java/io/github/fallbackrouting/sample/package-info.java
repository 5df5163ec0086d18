/** The host: an OpenAI-shaped API whose resources call one provider and know nothing of fallbacks. */
@NullMarked
package io.github.fallbackrouting.sample;

import org.jspecify.annotations.NullMarked;
