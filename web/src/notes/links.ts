/** Where the links of a note lead: as the vault answered, and by its rules for links that were typed since. */

import { hrefOf, noteHref } from "../route";
import { folded, namesakes } from "../vault/names";
import { folderOf } from "../vault/notes";

/** A link as `get_backlinks` tells it; `path` is null for one that leads nowhere. */
export interface ResolvedLink {
  path: string | null;
  link: string;
  line: number;
  embed: boolean;
}
export type ResolvedLinks = readonly ResolvedLink[];

/** A link as written: what stands before the first `#`, and what after it. */
export interface Target {
  name: string;
  subpath: string;
}

export function targetOf(link: string): Target {
  const at = link.indexOf("#");
  return at < 0
    ? { name: link.trim(), subpath: "" }
    : { name: link.slice(0, at).trim(), subpath: link.slice(at + 1).trim() };
}

/** The path that a link written in `source` means, or null when there is none. */
export function destination(name: string, source: string, links: ResolvedLinks): string | null {
  if (!name) return source;
  const written = folded(name);
  const known = links.find(({ link }) => folded(targetOf(link).name) === written);
  return known?.path ?? lookedUp(name, source);
}

/** Obsidian's order: the whole path, then the source's own folder, then the shortest path that ends so. */
function lookedUp(name: string, source: string): string | null {
  const isRelative = /^\.\.?\//.test(name);
  const wanted = folded(isRelative ? joined(folderOf(source), name) : name.replace(/^\//, ""));
  const folder = folded(folderOf(source));
  let best: string | null = null;
  let bestRank = NO_RANK;
  for (const path of namesakes(wanted)) {
    const rank = rankOf(folded(path), wanted, folder, isRelative);
    if (rank < bestRank || (rank === bestRank && best !== null && path.length < best.length)) {
      [best, bestRank] = [path, rank];
    }
  }
  return best;
}

const NO_RANK = 3;

function rankOf(path: string, wanted: string, folder: string, isWhole: boolean): number {
  if (path === wanted) return 0;
  if (isWhole) return NO_RANK;
  if (folder && path === `${folder}/${wanted}`) return 1;
  return path.endsWith(`/${wanted}`) ? 2 : NO_RANK;
}

function joined(folder: string, relative: string): string {
  const parts = folder ? folder.split("/") : [];
  for (const part of relative.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Where in the page a path is shown, and which heading or block of it. */
export function placeOf(path: string, subpath = ""): string {
  if (!path.toLowerCase().endsWith(".md")) return hrefOf("file", path);
  return noteHref(path, subpath ? { heading: subpath } : {});
}

/** The note that a link to nothing would be: at the path it names, or else beside the note it stands in. */
export function placeOfNew(name: string, source: string): string {
  const bare = name.replace(/^\//, "").replace(/\.md$/i, "");
  const path = /^\.\.?\//.test(bare) || !bare.includes("/") ? joined(folderOf(source), bare) : bare;
  return noteHref(`${path}.md`);
}

const MARKS = /[!"#$%&()*+,.:;<=>?@^`{|}~/[\]\\\s]+/g;

/** A heading for comparing: marks are spaces, and letters have no case. */
export function headingKey(text: string): string {
  return text.replace(MARKS, " ").trim().toLowerCase();
}
