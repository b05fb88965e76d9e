/** Counts by day as stacked bars, with a legend, and the same as a table. */

import { useId } from "preact/hooks";
import { grouped } from "../ui/sizes";
import { DayTable } from "./day_table";
import { fillOf, Patterns } from "./patterns";
import type { Tally } from "./tally";
import { useWidth } from "./width";

const HEIGHT_PX = 200;
const LEFT_PX = 44;
const TOP_PX = 10;
const BOTTOM_PX = 24;
const LABEL_PX = 84;
const GAP_PX = 2;
const BAR_PX_MAX = 40;
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

export function DayChart({ title, tally }: { title: string; tally: Tally }) {
  const id = useId();
  const { element, widthPx } = useWidth();
  const all = tally.series.reduce((sum, { total }) => sum + total, 0);
  return (
    <figure class="chart" aria-label={title}>
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      {all === 0 && <p class="soft">None in these days.</p>}
      <div ref={element} hidden={all === 0}>
        {all > 0 && widthPx > 0 && <Bars id={id} title={title} tally={tally} widthPx={widthPx} all={all} />}
      </div>
      <ul class="legend">
        {tally.series.map(({ name, total }, index) => (
          <li key={name}>
            <svg width="16" height="16" aria-hidden="true">
              <rect width="16" height="16" rx="3" fill={fillOf(id, index)} class={`series-edge-${index}`} />
            </svg>{" "}
            {name} <span class="soft">{grouped(total)}</span>
          </li>
        ))}
      </ul>
      {all > 0 && <DayTable title={title} tally={tally} />}
    </figure>
  );
}

interface BarsProps {
  id: string;
  title: string;
  tally: Tally;
  widthPx: number;
  all: number;
}

function Bars({ id, title, tally: { days, series }, widthPx, all }: BarsProps) {
  const max = niceMax(
    Math.max(...days.map((_, day) => series.reduce((sum, { counts }) => sum + (counts[day] ?? 0), 0))),
  );
  const stepPx = (widthPx - LEFT_PX) / days.length;
  const barPx = Math.max(1, Math.min(BAR_PX_MAX, stepPx - GAP_PX));
  const y = (count: number) => TOP_PX + (HEIGHT_PX - TOP_PX - BOTTOM_PX) * (1 - count / max);
  const x = (day: number) => LEFT_PX + stepPx * day + (stepPx - barPx) / 2;
  const every = Math.max(1, Math.ceil(LABEL_PX / stepPx));
  const isAtTheEnd = (day: number) => x(day) + (barPx + LABEL_PX) / 2 > widthPx;
  return (
    <svg width={widthPx} height={HEIGHT_PX} role="img" aria-label={`${title}: ${grouped(all)} in ${days.length} days`}>
      <Patterns id={id} />
      <Axis max={max} widthPx={widthPx} y={y} />
      {days.map((day, index) => (
        <g key={day.getTime()}>
          {stacked(series.map(({ counts }) => counts[index] ?? 0)).map(({ from, to }, part) =>
            to > from ? (
              <rect
                key={series[part]?.name}
                x={x(index)}
                width={barPx}
                y={y(to)}
                height={y(from) - y(to)}
                fill={fillOf(id, part)}
                class={`series-edge-${part}`}
              >
                <title>{`${short.format(day)}, ${series[part]?.name}: ${grouped(to - from)}`}</title>
              </rect>
            ) : null,
          )}
          {(days.length - 1 - index) % every === 0 && (
            <text x={x(index) + barPx / 2} y={HEIGHT_PX - 6} text-anchor={isAtTheEnd(index) ? "end" : "middle"}>
              {short.format(day)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

function Axis({ max, widthPx, y }: { max: number; widthPx: number; y: (count: number) => number }) {
  return (
    <>
      {[0, max / 2, max].map((count) => (
        <g key={count}>
          <line class="grid" x1={LEFT_PX} x2={widthPx} y1={y(count)} y2={y(count)} />
          <text x={LEFT_PX - 6} y={y(count) + 4} text-anchor="end">
            {grouped(count)}
          </text>
        </g>
      ))}
    </>
  );
}

function stacked(counts: number[]): { from: number; to: number }[] {
  let top = 0;
  return counts.map((count) => {
    const from = top;
    top += count;
    return { from, to: top };
  });
}

/** The next even number of one digit and zeros, so that half of it is a whole number too. */
function niceMax(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  const rounded = Math.ceil(count / power) * power;
  return rounded % 2 ? rounded + power : Math.max(2, rounded);
}
