/** What a query names that is not in the vault: said where nothing is found, for it may be mistyped. */

import { folders } from "../tree/rows";
import { folded } from "../vault/names";
import { notes } from "../vault/notes";
import { termsOf } from "./query";

/** A sentence for each folder that is not there, and each tag that no note has. */
export function unknown(query: string): string[] {
  const all = [...notes.value.values()];
  return termsOf(query).flatMap(({ kind, value, isWanted }) => {
    const name = folded(value).replace(/^#|\/+$/g, "");
    if (!isWanted || !name) return [];
    if (kind === "folder" && !folders.value.some((folder) => folded(folder) === name))
      return [`There is no folder “${value}”.`];
    if (kind === "tag" && !all.some(({ tags }) => tags.some((tag) => `${folded(tag)}/`.startsWith(`${name}/`))))
      return [`No note has the tag “${value}”.`];
    return [];
  });
}
