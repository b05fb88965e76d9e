/** A request whose body takes its time, and which tells how much of it has gone: `fetch` does not. */

import type { Fetch } from "./request";

/** Like `fetch` for a body that is a file; `told` is given bytes. */
export function sending(told: (bytes: number) => void): Fetch {
  return (url, { method = "GET", headers, body }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, url);
      new Headers(headers).forEach((value, name) => {
        request.setRequestHeader(name, value);
      });
      request.upload.addEventListener("progress", ({ loaded }) => told(loaded));
      request.addEventListener("load", () => resolve(answerOf(request)));
      request.addEventListener("error", () => reject(new TypeError("Nobody answered.")));
      request.send(body as Blob);
    });
}

function answerOf(request: XMLHttpRequest): Response {
  const lines = request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/);
  const headers = lines.filter(Boolean).map((line): [string, string] => {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    return [name, value];
  });
  return new Response(request.responseText || null, { status: request.status, headers });
}
