/** The headings of a note, of which the one that is being read is marked. */

import { useEffect, useState } from "preact/hooks";
import type { Heading } from "./open_note";
import { headingOf, showLine } from "./places";

const TOP_PX = 120;

export function Outline({ headings }: { headings: Heading[] }) {
  const current = useCurrent(headings);
  if (!headings.length) return null;
  const top = Math.min(...headings.map(({ level }) => level));
  return (
    <section>
      <h2>Outline</h2>
      <ul class="outline">
        {headings.map(({ line, level, text }) => (
          <li key={line} style={{ paddingLeft: `${(level - top) * 12}px` }}>
            <button
              type="button"
              class="link"
              aria-current={line === current ? "true" : undefined}
              onClick={() => showLine(line)}
            >
              {plain(text)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useCurrent(headings: Heading[]): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const main = document.getElementById("main");
    const look = () => {
      const above = headings.filter(({ line }) => (headingOf(line)?.getBoundingClientRect().top ?? Infinity) < TOP_PX);
      setCurrent(above.at(-1)?.line ?? headings[0]?.line ?? 0);
    };
    look();
    main?.addEventListener("scroll", look, { passive: true });
    return () => main?.removeEventListener("scroll", look);
  }, [headings]);
  return current;
}

/** A heading without the marks of its Markdown. */
function plain(text: string): string {
  return text
    .replace(/!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, "$1")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~=]{1,3}(\S[^*_`~=]*)[*_`~=]{1,3}/g, "$1");
}
