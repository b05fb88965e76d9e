/** What an import did, in words: what came in, what was refused and why, and which names had to change. */

import { counted, grouped } from "../ui/sizes";
import type { Report } from "./importing";

const SHOWN_MAX = 200;

export function ImportReport({ report }: { report: Report }) {
  return (
    <>
      <ul>
        {sentences(report).map((said) => (
          <li key={said}>{said}</li>
        ))}
      </ul>
      <Files
        title={`${counted(report.refused_count, "file")} not taken in`}
        count={report.refused_count}
        heads={["File", "Why"]}
        rows={report.refused.map(({ name, why }) => [name, why])}
      />
      <Files
        title={`${counted(report.renamed_count, "file")} under another name`}
        count={report.renamed_count}
        heads={["File", "Now", "Why"]}
        rows={report.renamed.map(({ name, path, why }) => [name, path, why])}
      />
    </>
  );
}

function sentences({ notes, attachments, hidden, around, links, history }: Report): string[] {
  const told = [`${counted(notes.created, "note")} and ${counted(attachments.created, "file")} came in.`];
  const changed = notes.changed + attachments.changed;
  const unchanged = notes.unchanged + attachments.unchanged;
  if (changed) told.push(`${grouped(changed)} replaced what was there.`);
  if (unchanged) told.push(`${grouped(unchanged)} were there already, just the same.`);
  if (history)
    told.push(`${counted(history.changes, "change")} of the history, ${grouped(history.trash)} in the trash.`);
  if (links) {
    told.push(`Links of the vault to a note: ${grouped(links.resolved)}; to none yet: ${grouped(links.unresolved)}.`);
  }
  if (hidden) told.push(`${counted(hidden, "hidden or system file")} left out.`);
  if (around) told.push(`Everything lay in the folder ${around} which was left out of the paths.`);
  return told;
}

function Files({ title, count, heads, rows }: { title: string; count: number; heads: string[]; rows: string[][] }) {
  if (!count) return null;
  const shown = rows.slice(0, SHOWN_MAX);
  return (
    <details open={count <= shown.length}>
      <summary>{title}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scrolls" aria-label={title} tabIndex={0}>
        <table class="list">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells) => (
              <tr key={cells.join("\n")}>
                {cells.map((cell, at) => (
                  <td key={heads[at]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {count > shown.length && <p class="soft">And {grouped(count - shown.length)} more.</p>}
    </details>
  );
}
