/** Which part of the vault the graph shows: a folder, a tag, a text, or what lies around one note. */

import type { Listed } from "../vault/notes";
import { distances, type Graph, graphOf } from "./graph";

export interface Scope {
  folder: string;
  tag: string;
  text: string;
  hasOrphans: boolean;
  /** Around this note, so many links away; "" for the whole vault. */
  around: string;
  depth: number;
}

export interface Linked {
  paths: string[];
  links: [number, number][];
}

/** All notes, those that no link names included. */
export function wholeGraph(linked: Linked, notes: ReadonlyMap<string, Listed>): Graph {
  const paths = [...new Set([...linked.paths, ...[...notes.keys()].sort()])];
  return graphOf(paths, linked.links);
}

export function within(whole: Graph, notes: ReadonlyMap<string, Listed>, scope: Scope): Graph {
  const far = around(whole, scope);
  const text = scope.text.trim().toLowerCase();
  const isIn = (path: string, place: number): boolean => {
    if (far && (far[place] ?? -1) < 0) return false;
    if (scope.folder && !path.startsWith(`${scope.folder}/`)) return false;
    if (scope.tag && !hasTag(notes.get(path), scope.tag)) return false;
    return !text || path.toLowerCase().includes(text) || notes.get(path)?.title.toLowerCase().includes(text) === true;
  };
  return part(whole, isIn, scope.hasOrphans || Boolean(scope.around));
}

function around(whole: Graph, { around, depth }: Scope): Int32Array | null {
  if (!around) return null;
  const from = whole.paths.indexOf(around);
  return from < 0 ? new Int32Array(whole.paths.length).fill(-1) : distances(whole, from, depth);
}

function part(whole: Graph, isIn: (path: string, place: number) => boolean, hasOrphans: boolean): Graph {
  const chosen = whole.paths.map(isIn);
  const pairs: [number, number][] = [];
  const linked = new Set<number>();
  for (let link = 0; link < whole.links.length; link += 2) {
    const [from = 0, to = 0] = whole.links.subarray(link, link + 2);
    if (!chosen[from] || !chosen[to]) continue;
    pairs.push([from, to]);
    linked.add(from).add(to);
  }
  const places = new Map<number, number>();
  const paths = whole.paths.filter((_, place) => {
    const isShown = chosen[place] === true && (hasOrphans || linked.has(place));
    if (isShown) places.set(place, places.size);
    return isShown;
  });
  const renumbered = pairs.map(([from, to]) => [places.get(from) as number, places.get(to) as number] as const);
  return graphOf(paths, renumbered);
}

function hasTag(note: Listed | undefined, tag: string): boolean {
  return note?.tags.some((one) => one === tag || one.startsWith(`${tag}/`)) === true;
}

/** The folder at the top that a note lies in; "" for none. */
export function topFolder(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}
