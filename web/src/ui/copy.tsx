/** A button that copies a text, and says that it has. */

import { useState } from "preact/hooks";
import { Icon } from "./icon";
import { complain } from "./toast";

const SAID_MS = 2_000;

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await copyText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SAID_MS);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <button type="button" class="copy" onClick={copy}>
      <Icon name={isCopied ? "check" : "copy"} size={15} />{" "}
      <span aria-live="polite">{isCopied ? "Copied" : label}</span>
    </button>
  );
}

/** Inside a frame the clipboard may be closed to us; the old way, by a selection, still works there. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    if (!isDone) throw new Error("The browser did not let us copy. Select the text and copy it yourself.");
  }
}
