/** What an answer says of who gave it, read from its header fields or from the status page. */

/** Longer than a page in memory takes, shorter than a person waits for the cost of an answer that is there. */
const PATIENCE_MS = 3000;

/**
 * The attempts that a Server-Timing field lists.
 *
 * @param {string|null} field for example `openai;desc="429 rate_limited";dur=16.3, openrouter-claude;desc="200";dur=5.6`
 * @returns {{id: string, outcome: string, began: number, seconds: number, remarks: string[]}[]} as if one followed the
 *     other at once, since the field doesn't say when each began
 */
export function attemptsOfField(field) {
  let began = 0;
  return members(field ?? "").map((member) => {
    const [id, ...parameters] = pieces(member, ";");
    const values = new Map(parameters.map((parameter) => {
      const equals = parameter.indexOf("=");
      return [parameter.slice(0, equals).trim(), unquoted(parameter.slice(equals + 1).trim())];
    }));
    const seconds = Number(values.get("dur") ?? 0) / 1000;
    const attempt = {id, outcome: values.get("desc") ?? "", began, seconds, remarks: []};
    began += seconds;
    return attempt;
  });
}

/** The attempts of an entry of the status page, with the waiting between them. */
export function attemptsOfEntry(entry) {
  return (entry.attempts ?? []).map((attempt) => ({
    id: attempt.id,
    outcome: attempt.outcome ?? "",
    began: attempt.began_seconds ?? 0,
    seconds: attempt.seconds ?? 0,
    remarks: remarks(attempt),
  }));
}

function remarks(attempt) {
  const remarks = [];
  if (attempt.reason && attempt.reason !== "primary") {
    remarks.push(attempt.reason);
  }
  if (attempt.cost_usd) {
    remarks.push(`$${attempt.cost_usd}`);
  } else if (attempt.billable === "possibly") {
    remarks.push("possibly billed");
  } else if (attempt.billable === "yes") {
    remarks.push("billed");
  }
  return remarks;
}

/** Whether this attempt gave an answer: its outcome is a good status alone, without a kind of failure. */
export function answered(attempt) {
  return /^2\d\d$/.test(attempt.outcome);
}

/**
 * The status page's entry of a call.
 *
 * <p>A call is entered when its answer has ended, which can be a moment after its last byte has come.
 *
 * @returns {Promise<object|null>} null if there is no status page, or it doesn't know the call
 */
export async function entryOf(callId) {
  for (let wait = 50; wait <= 400; wait *= 2) {
    let page;
    try {
      const answer = await fetch("fallback-status?format=json", {
        headers: {Accept: "application/json"},
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) {
        return null;
      }
      page = await answer.json();
    } catch {
      return null;
    }
    const recent = (page.filters ?? []).flatMap((filter) => filter.recent ?? []);
    const entry = recent.find((one) => one.call_id === callId);
    if (entry) {
      return entry;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return null;
}

function members(field) {
  return pieces(field, ",").filter((member) => member !== "");
}

/** Splits where the separator is not within quotes. */
function pieces(text, separator) {
  const pattern = new RegExp(`(?:"(?:[^"\\\\]|\\\\.)*"|[^"${separator}])+`, "g");
  return (text.match(pattern) ?? []).map((piece) => piece.trim());
}

function unquoted(value) {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}
