/** Whether the server answers now, and how long it asks us to wait: what the page says at its top. */

import { signal } from "@preact/signals";

export type Connection = { is: "good" } | { is: "gone" } | { is: "waiting"; untilMs: number };

export const connection = signal<Connection>(navigator.onLine ? { is: "good" } : { is: "gone" });

window.addEventListener("offline", () => {
  connection.value = { is: "gone" };
});
window.addEventListener("online", answered);

export function answered(): void {
  if (connection.value.is !== "good") connection.value = { is: "good" };
}

export function unanswered(): void {
  connection.value = { is: "gone" };
}

export function toldToWait(seconds: number): void {
  const untilMs = Date.now() + seconds * 1000;
  connection.value = { is: "waiting", untilMs };
  setTimeout(() => {
    if (connection.value.is === "waiting" && connection.value.untilMs === untilMs) answered();
  }, seconds * 1000);
}
