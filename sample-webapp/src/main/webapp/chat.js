/** The conversation. */

import {ask, CallError, isStream} from "./call.js";
import * as deployments from "./deployments.js";
import {answered, attemptsOfEntry, attemptsOfField, entryOf} from "./trace.js";

const log = document.getElementById("log");
const composer = document.getElementById("composer");
const message = document.getElementById("message");
const model = document.getElementById("model");
const stream = document.getElementById("stream");
const send = document.getElementById("send");
const clear = document.getElementById("clear");
const welcome = document.getElementById("welcome");

/** What was asked and answered, as the next request repeats it. */
let history = [];

/** Ends the call that is under way; null between two. */
let underWay = null;

deployments.show();

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  if (underWay) {
    underWay.abort();
  } else if (message.value.trim() !== "") {
    converse(message.value.trim());
  } else {
    message.focus();
  }
});

message.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!underWay) {
      composer.requestSubmit();
    }
  }
});

clear.addEventListener("click", () => {
  underWay?.abort();
  history = [];
  log.replaceChildren();
  clear.hidden = true;
  welcome.hidden = false;
  message.focus();
});

async function converse(question) {
  const turn = document.getElementById("turn").content.cloneNode(true).querySelector("article");
  const part = (selector) => turn.querySelector(selector);
  part(".question").textContent = question;
  // Read aloud when it is whole, not word by word.
  turn.setAttribute("aria-busy", "true");
  turn.dataset.state = "waiting";
  welcome.hidden = true;
  clear.hidden = false;
  message.value = "";
  send.textContent = "Stop";
  log.append(turn);
  scrollToEnd();

  const call = new AbortController();
  underWay = call;
  const began = performance.now();
  const request = {model: model.value.trim(), messages: [...history, {role: "user", content: question}]};
  if (stream.checked) {
    request.stream = true;
    request.stream_options = {include_usage: true};
  }
  const outcome = {headers: null, streamed: false, models: [], group: request.model};
  try {
    const answer = await ask(request, call.signal, {
      onHead: (headers) => {
        outcome.headers = headers;
        outcome.streamed = isStream(headers);
        keepEndInSight(() => showTrace(turn, outcome, null));
      },
      onText: (piece) => {
        turn.dataset.state = "streaming";
        part(".waiting").hidden = true;
        keepEndInSight(() => part(".text").append(piece));
      },
    });
    outcome.models = answer.models;
    if (underWay === call) {
      history = [...request.messages, {role: "assistant", content: answer.text}];
    }
    turn.dataset.state = "done";
  } catch (error) {
    if (!(error instanceof CallError)) {
      console.error(error);
    }
    outcome.models = error.models ?? [];
    turn.dataset.state = "failed";
    keepEndInSight(() => showTrouble(part(".trouble"), error));
  }
  part(".waiting").hidden = true;
  outcome.seconds = (performance.now() - began) / 1000;
  if (underWay === call) {
    underWay = null;
    send.textContent = "Send";
  }

  const callId = outcome.headers?.get("x-litellm-call-id");
  const entry = callId ? await entryOf(callId) : null;
  keepEndInSight(() => showTrace(turn, outcome, entry));
  turn.setAttribute("aria-busy", "false");
  deployments.show();
}

function showTrouble(place, error) {
  const title = document.createElement("strong");
  title.textContent = error.message;
  place.replaceChildren(title);
  if (error.detail) {
    place.append(" ", error.detail);
  }
  place.hidden = false;
}

/** @param {object|null} entry what the status page says of the call; it knows more than the header fields */
function showTrace(turn, outcome, entry) {
  const facts = turn.querySelector(".facts");
  facts.replaceChildren();
  const headers = outcome.headers;
  const add = (name, className, ...contents) => {
    const term = document.createElement("dt");
    term.textContent = name;
    const value = document.createElement("dd");
    value.className = className;
    value.append(...contents);
    const fact = document.createElement("div");
    fact.append(term, value);
    facts.append(fact);
  };
  const id = headers?.get("x-litellm-model-id");
  if (id) {
    const name = document.createElement("strong");
    name.textContent = id;
    const actual = outcome.models.length > 0
      ? outcome.models.join(", continued by ")
      : headers.get("x-litellm-actual-model");
    add(role(turn), "answered-by", name, " ", span("model", actual));
    const fallback = headers.get("x-litellm-fallback-model-used");
    if (fallback) {
      add("Fallback", "fallback", `${fallback} instead of ${headers.get("x-litellm-model-group") ?? outcome.group}`);
    }
  }
  if (outcome.seconds !== undefined) {
    add("Cost", "cost", cost(headers, entry));
    add("Time", "seconds", `${outcome.seconds.toFixed(2)} s`);
    const retryAfter = headers?.get("Retry-After");
    if (retryAfter) {
      add("Try again", "retry-after", `in ${retryAfter} s`);
    }
  }
  const callId = headers?.get("x-litellm-call-id");
  if (callId) {
    add("Call", "call-id", callId);
  }
  facts.hidden = facts.childElementCount === 0;
  if (entry?.attempts?.length) {
    showAttempts(turn.querySelector(".attempts"), attemptsOfEntry(entry), "Attempts");
  } else {
    // A stream's header fields were sent with its first word.
    const title = outcome.streamed ? "Attempts until the first word" : "Attempts";
    showAttempts(turn.querySelector(".attempts"), attemptsOfField(headers?.get("Server-Timing")), title);
  }
}

/** A stream's header fields come before its cost is known, so that only the status page can say it. */
function cost(headers, entry) {
  const dollars = headers?.get("x-litellm-response-cost") ?? entry?.cost_usd;
  if (dollars) {
    return `$${dollars}`;
  }
  const attempts = entry?.attempts ?? [];
  return attempts.length > 0 && attempts.every((attempt) => attempt.billable === "no") ? "none" : "not priced";
}

function role(turn) {
  if (turn.dataset.state !== "failed") {
    return "Answered by";
  }
  return turn.querySelector(".text").textContent === "" ? "Failure from" : "Begun by";
}

function showAttempts(place, attempts, title) {
  const total = Math.max(...attempts.map((attempt) => attempt.began + attempt.seconds), 0) || 1;
  const items = attempts.map((attempt) => {
    const item = document.getElementById("attempt").content.cloneNode(true).querySelector("li");
    const good = answered(attempt);
    item.classList.add(good ? "good" : "failed");
    item.querySelector(".mark").textContent = good ? "✓" : "✕";
    item.querySelector(".who").textContent = attempt.id;
    item.querySelector(".outcome").textContent = attempt.outcome;
    item.querySelector(".remarks").textContent = attempt.remarks.join(" · ");
    item.querySelector(".time").textContent = duration(attempt.seconds);
    const bar = item.querySelector(".bar");
    bar.style.setProperty("--start", attempt.began / total);
    bar.style.setProperty("--share", attempt.seconds / total);
    return item;
  });
  const failed = attempts.filter((attempt) => !answered(attempt)).length;
  place.querySelector(".title").textContent = title;
  place.querySelector(".summary").textContent = failed === 0
    ? `: ${attempts.length}, none failed`
    : `: ${attempts.length}, ${failed} failed`;
  place.querySelector("ol").replaceChildren(...items);
  place.hidden = attempts.length === 0;
}

function duration(seconds) {
  if (seconds >= 1) {
    return `${seconds.toFixed(2)} s`;
  }
  const milliseconds = seconds * 1000;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

/** Who reads at the end of the page stays there; who has scrolled up is left alone. */
function keepEndInSight(change) {
  const root = document.documentElement;
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 40;
  change();
  if (atEnd) {
    scrollToEnd();
  }
}

function scrollToEnd() {
  document.documentElement.scrollTop = document.documentElement.scrollHeight;
}
