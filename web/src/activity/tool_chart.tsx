/** How often each tool was called, as one bar each; names and counts are text beside them. */

import { grouped } from "../ui/sizes";

const SHOWN_MAX = 15;
const FULL = 100;

export function ToolChart({ title, counts }: { title: string; counts: [string, number][] }) {
  const max = counts[0]?.[1] ?? 1;
  return (
    <figure class="chart" aria-label={title}>
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      {!counts.length && <p class="soft">None in these days.</p>}
      <ul class="tools">
        {counts.slice(0, SHOWN_MAX).map(([name, count]) => (
          <li key={name}>
            <code>{name}</code>
            <svg viewBox={`0 0 ${FULL} 10`} preserveAspectRatio="none" aria-hidden="true">
              <rect width={Math.max(1, (FULL * count) / max)} height="10" class="series-0" />
            </svg>
            <span class="number">{grouped(count)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
