/** Checking a task writes one mark of the note, and only if nobody else changed the note meanwhile. */

import { wrote } from "../vault/changes";
import { call } from "../vault/client";

const MARK = /^((?:\s|>|[-*+]|\d+[.)])*\s)\[.\](?=[ \t])/u;

export interface Written {
  path: string;
  text: string;
  version: number;
}

/**
 * The note as it is then.
 *
 * @throws Refused when the note was changed since `version`.
 */
export async function checkTask(note: Written, line: number, isDone: boolean): Promise<Written> {
  const lines = note.text.split("\n");
  const [first, last] = uniquePart(note.text, lines, line - 1);
  const before = lines.slice(first, last + 1).join("\n");
  const changed = lines.with(line - 1, (lines[line - 1] ?? "").replace(MARK, `$1[${isDone ? "x" : " "}]`));
  const after = changed.slice(first, last + 1).join("\n");
  const { version } = await call<{ version: number }>("edit_note", {
    path: note.path,
    do: "replace_text",
    old_text: before,
    text: after,
    if_version: note.version,
  });
  wrote(version);
  return { path: note.path, text: changed.join("\n"), version };
}

/** The fewest lines around one that stand in the text only once. */
function uniquePart(text: string, lines: string[], at: number): [number, number] {
  let [first, last] = [at, at];
  const isUnique = () => {
    const part = lines.slice(first, last + 1).join("\n");
    return text.indexOf(part) === text.lastIndexOf(part);
  };
  while (!isUnique()) {
    if (first > 0) first--;
    if (last < lines.length - 1) last++;
  }
  return [first, last];
}
