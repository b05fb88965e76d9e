/** Lines counted by day and by something else: what the charts show. */

import type { Line } from "./lines";

const SERIES_MAX = 6;
const OTHERS = "Others";

export interface Series {
  name: string;
  total: number;
  /** One count for each day. */
  counts: number[];
}

export interface Tally {
  /** Each day as its first moment, oldest first. */
  days: Date[];
  /** The largest first; beyond a few they are taken together. */
  series: Series[];
}

/** The last days up to today, as this place on earth has them. */
export function lastDays(count: number, now = new Date()): Date[] {
  const at = (back: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
  return Array.from({ length: count }, (_, index) => at(count - 1 - index));
}

export function tally(lines: Line[], days: Date[], nameOf: (line: Line) => string): Tally {
  const indexes = new Map(days.map((day, index) => [day.toDateString(), index]));
  const found = new Map<string, Series>();
  for (const line of lines) {
    const index = indexes.get(new Date(line.at).toDateString());
    if (index === undefined) continue;
    const name = nameOf(line);
    const series = found.get(name) ?? { name, total: 0, counts: days.map(() => 0) };
    series.total += 1;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    found.set(name, series);
  }
  const sorted = [...found.values()].sort((one, other) => other.total - one.total);
  return { days, series: gathered(sorted) };
}

function gathered(sorted: Series[]): Series[] {
  if (sorted.length <= SERIES_MAX) return sorted;
  const shown = sorted.slice(0, SERIES_MAX - 1);
  const rest = sorted.slice(SERIES_MAX - 1);
  const sum = (index: number) => rest.reduce((total, { counts }) => total + (counts[index] ?? 0), 0);
  const counts = sorted[0]?.counts.map((_, index) => sum(index)) ?? [];
  const total = counts.reduce((one, other) => one + other, 0);
  return [...shown, { name: `${OTHERS} (${rest.length})`, total, counts }];
}

/** How often each name comes, the most frequent first. */
export function ranked(lines: Line[], nameOf: (line: Line) => string): [string, number][] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(nameOf(line), (counts.get(nameOf(line)) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}
