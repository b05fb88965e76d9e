/** What a change did to a text: the lines that went and those that came. */

export function Diff({ text, path }: { text: string; path: string }) {
  if (!text) return <p class="soft">The text stayed as it was.</p>;
  return (
    <ol class="diff" aria-label={`What changed in ${path}`}>
      {text.split("\n").map((line, at) => (
        <Line key={at} line={line} />
      ))}
    </ol>
  );
}

function Line({ line }: { line: string }) {
  const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
  if (hunk) return <li class="hunk">Line {hunk[1]}</li>;
  if (line.startsWith("-")) return <Changed kind="removed" sign="−" text={line.slice(1)} />;
  if (line.startsWith("+")) return <Changed kind="added" sign="+" text={line.slice(1)} />;
  return <li class="hunk">{line}</li>;
}

function Changed({ kind, sign, text }: { kind: "removed" | "added"; sign: string; text: string }) {
  return (
    <li class={kind}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="visually-hidden">{kind}: </span>
      <span class="text">{text || " "}</span>
    </li>
  );
}
