/** What a query names that is not in the vault: said where nothing is found, for it may be mistyped. */

import { folded } from "../vault/names";
import { notes } from "../vault/notes";
import { termsOf } from "./query";

/** A sentence for each folder and tag that no note has. */
export function unknown(query: string): string[] {
  const all = [...notes.value.values()];
  return termsOf(query).flatMap(({ kind, value, isWanted }) => {
    const name = folded(value).replace(/^#|\/+$/g, "");
    if (!isWanted || !name) return [];
    if (kind === "folder" && !all.some(({ path }) => folded(path).startsWith(`${name}/`)))
      return [`There is no folder “${value}”.`];
    if (kind === "tag" && !all.some(({ tags }) => tags.some((tag) => `${folded(tag)}/`.startsWith(`${name}/`))))
      return [`No note has the tag “${value}”.`];
    return [];
  });
}
