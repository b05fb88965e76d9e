/** A chart's numbers as a table, for who reads rather than sees them. Days without anything are left out. */

import { grouped } from "../ui/sizes";
import type { Tally } from "./tally";

const long = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "long" });

export function DayTable({ title, tally: { days, series } }: { title: string; tally: Tally }) {
  const busy = days
    .map((day, index) => ({ day, index }))
    .filter(({ index }) => series.some(({ counts }) => counts[index]));
  return (
    <details>
      <summary>As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scrolls" aria-label={title} tabIndex={0}>
        <table class="list">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              {series.map(({ name }) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {busy.reverse().map(({ day, index }) => (
              <tr key={index}>
                <th scope="row">{long.format(day)}</th>
                {series.map(({ name, counts }) => (
                  <td key={name} class="number">
                    {grouped(counts[index] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
