/** A moment as people say it, with the exact one to be had. */

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const WEEK = 604_800;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** How long ago a moment (ISO 8601, or unix seconds) was. */
export function ago(at: string | number, nowMs = Date.now()): string {
  const seconds = (new Date(typeof at === "number" ? at * 1000 : at).getTime() - nowMs) / 1000;
  const size = Math.abs(seconds);
  if (size < MINUTE) return "just now";
  if (size < HOUR) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (size < DAY) return relative.format(Math.round(seconds / HOUR), "hour");
  if (size < WEEK) return relative.format(Math.round(seconds / DAY), "day");
  return exact.format(new Date(typeof at === "number" ? at * 1000 : at));
}

export function Time({ at }: { at: string | number }) {
  const moment = new Date(typeof at === "number" ? at * 1000 : at);
  return (
    <time dateTime={moment.toISOString()} title={exact.format(moment)}>
      {ago(at)}
    </time>
  );
}
