/** Who did something: an initial in the client's own colour, and its name. */

import { clientName } from "./words";

const HUES = 360;

export function ClientMark({ client }: { client: string }) {
  const name = clientName(client);
  return (
    <span class="client-mark">
      <span class="initial" aria-hidden="true" style={{ background: `hsl(${hueOf(name)} 45% 32%)` }}>
        {(Array.from(name)[0] ?? "?").toUpperCase()}
      </span>
      <strong>{name}</strong>
    </span>
  );
}

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % HUES;
  return sum;
}
