/** The button at the end of a list that has earlier changes. */

import { useState } from "preact/hooks";

export function More({ more }: { more: (() => Promise<void>) | undefined }) {
  const [isComing, setComing] = useState(false);
  if (!more) return null;
  const come = async () => {
    setComing(true);
    await more();
    setComing(false);
  };
  return (
    <button type="button" onClick={come} disabled={isComing}>
      {isComing ? "Loading…" : "Show earlier changes"}
    </button>
  );
}
