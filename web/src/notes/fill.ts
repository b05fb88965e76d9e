/** Brings into a rendered note what takes time: formulas, pictures, and other notes, of which each may embed more. */

import { call } from "../vault/client";
import { sentence } from "../vault/errors";
import { nameOf } from "../vault/notes";
import { type Later, takeLater } from "./later";
import { placeOf, type ResolvedLinks } from "./links";
import type { Pictures } from "./pictures";
import { rendered } from "./rendered";

export interface Filling {
  /** The note that is shown, and those within which it is embedded. */
  chain: readonly string[];
  pictures: Pictures;
}

const EMBEDS_DEEP_MAX = 3;

/** Resolves when everything is there, or is said not to be. Nothing is put where the note is no longer shown. */
export async function fill(root: HTMLElement, filling: Filling): Promise<void> {
  const waiting = [...root.querySelectorAll<HTMLElement>("[data-later]")];
  await Promise.all(waiting.map((element) => fillOne(element, filling)));
}

async function fillOne(element: HTMLElement, filling: Filling): Promise<void> {
  const what = takeLater(element);
  if (!what) return;
  try {
    if (what.kind === "math") await fillMath(element, what);
    else if (what.kind === "picture") await fillPicture(element, what.path, filling.pictures);
    else await fillNote(element, what, filling);
  } catch (error) {
    const trouble = document.createElement("span");
    trouble.className = "trouble";
    trouble.textContent = ` ${"path" in what ? `${what.path}: ` : ""}${sentence(error)}`;
    element.append(trouble);
  }
}

async function fillMath(element: HTMLElement, { tex, isBlock }: Extract<Later, { kind: "math" }>): Promise<void> {
  const { formula } = await import("./formula");
  element.replaceChildren(formula(tex, isBlock));
}

async function fillPicture(element: HTMLElement, path: string, pictures: Pictures): Promise<void> {
  const image = element.querySelector("img");
  if (image) image.src = pictures.known(path) ?? (await pictures.url(path));
}

async function fillNote(box: HTMLElement, what: Extract<Later, { kind: "note" }>, filling: Filling): Promise<void> {
  const { path, subpath } = what;
  const title = document.createElement("a");
  title.className = "wikilink embed-title";
  title.href = placeOf(path, subpath);
  title.textContent = [nameOf(path), ...subpath.split("#")].filter(Boolean).join(" > ");
  box.replaceChildren(title);
  if (filling.chain.includes(path) || filling.chain.length > EMBEDS_DEEP_MAX) {
    const why = filling.chain.includes(path) ? "It embeds itself." : "It is embedded too deep to be shown here.";
    box.append(" ", why);
    return;
  }
  const section = subpath ? { section: subpath } : {};
  const [note, { links }] = await Promise.all([
    call<{ path: string; text: string }>("read_note", { path, ...section }),
    call<{ links: ResolvedLinks }>("get_backlinks", { path }),
  ]);
  const inner = document.createElement("div");
  inner.className = "markdown";
  inner.append(rendered(note.text, note.path, links));
  box.append(inner);
  await fill(inner, { ...filling, chain: [...filling.chain, path] });
}
