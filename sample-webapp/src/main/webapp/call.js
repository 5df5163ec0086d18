/** A call of the chat endpoint. */

/**
 * Asks, and says what comes as it comes.
 *
 * @param {object} request the JSON body
 * @param {AbortSignal} signal ends the call
 * @param {{onHead: function(Headers), onText: function(string)}} listener hears of the header fields, and of each piece of
 *     text
 * @returns {Promise<{text: string, models: string[]}>} the answer; models: all that wrote a continued stream
 * @throws {CallError} if there is no answer, or it broke off
 */
export async function ask(request, signal, listener) {
  let response;
  try {
    response = await fetch("v1/chat/completions", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify(request),
      signal,
    });
  } catch (error) {
    throw signal.aborted ? new CallError("Stopped.") : new CallError(`No answer: ${error.message}.`);
  }
  listener.onHead(response.headers);
  if (!response.ok) {
    throw new CallError(`${response.status} ${response.statusText}`.trim(), message(await text(response, signal)));
  }
  return isStream(response.headers) ? read(response, signal, listener) : whole(response, signal, listener);
}

/** A call that has no answer; its message is a short sentence, its detail what the server said. */
export class CallError extends Error {
  /** @param {string[]} models all that wrote the stream that broke off */
  constructor(message, detail = "", models = []) {
    super(message);
    this.detail = detail;
    this.models = models;
  }
}

/** Whether the answer with these header fields is an event stream. */
export function isStream(headers) {
  return (headers.get("Content-Type") ?? "").startsWith("text/event-stream");
}

async function text(response, signal) {
  try {
    return await response.text();
  } catch (error) {
    throw signal.aborted ? new CallError("Stopped.") : new CallError("The connection was cut within the answer.");
  }
}

async function whole(response, signal, listener) {
  const body = await text(response, signal);
  const json = parsed(body);
  if (json?.error) {
    throw new CallError("The answer is an error.", message(body));
  }
  const said = json?.choices?.[0]?.message?.content;
  if (typeof said !== "string") {
    throw new CallError("The answer holds no text.", body === "" ? "It is empty." : message(body));
  }
  listener.onText(said);
  return {text: said, models: []};
}

async function read(response, signal, listener) {
  let said = "";
  let done = false;
  let models = [];
  let failure = null;
  const onLine = (line) => {
    const comment = /^: ?x-litellm-actual-model: ?(.*)$/.exec(line);
    if (comment) {
      models = comment[1].split(",").map((model) => model.trim());
    }
    if (!line.startsWith("data:")) {
      return;
    }
    const data = line.slice("data:".length).trim();
    if (data === "[DONE]") {
      done = true;
      return;
    }
    const event = parsed(data);
    if (event?.error) {
      failure = message(data);
      return;
    }
    const piece = event?.choices?.[0]?.delta?.content;
    if (piece) {
      said += piece;
      listener.onText(piece);
    }
  };
  try {
    await forEachLine(response.body, onLine);
  } catch (error) {
    if (signal.aborted) {
      throw new CallError("Stopped.", "", models);
    }
    // The connection was cut: what came before says whether the stream was whole.
  }
  if (failure !== null) {
    throw new CallError("The stream ended with an error.", failure, models);
  }
  if (!done) {
    throw new CallError("The connection was cut: the answer is not whole.", "It ended without [DONE].", models);
  }
  return {text: said, models};
}

/** A last line without an end is none. */
async function forEachLine(body, onLine) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(onLine);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What an error's body says, for people: its message, the title of a page, or its beginning. */
function message(body) {
  const error = parsed(body)?.error;
  if (error) {
    return typeof error === "string" ? error : error.message ?? JSON.stringify(error);
  }
  const title = /<title>([^<]*)<\/title>/i.exec(body);
  return title ? title[1] : body.trim().slice(0, 300);
}
