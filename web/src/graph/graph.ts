/** Notes and the links between them, as arrays that a layout and a drawing go through without making anything new. */

export interface Graph {
  paths: string[];
  /** Pairs of places in `paths`. */
  links: Int32Array;
  /** How many links each note has. */
  degrees: Int32Array;
  /** The neighbours of note `i` are `neighbours[starts[i]]` up to `neighbours[starts[i + 1]]`. */
  starts: Int32Array;
  neighbours: Int32Array;
}

export const EMPTY: Graph = graphOf([], []);

/** Every link once, whichever way it leads; a note's link to itself is none. */
export function graphOf(paths: string[], pairs: Iterable<readonly [number, number]>): Graph {
  const known = new Set<number>();
  const flat: number[] = [];
  for (const [from, to] of pairs) {
    const id = Math.min(from, to) * paths.length + Math.max(from, to);
    if (from === to || known.has(id)) continue;
    known.add(id);
    flat.push(from, to);
  }
  const links = Int32Array.from(flat);
  const degrees = new Int32Array(paths.length);
  for (const end of links) degrees[end] = at(degrees, end) + 1;
  return { paths, links, degrees, ...adjacency(links, degrees) };
}

function adjacency(links: Int32Array, degrees: Int32Array): Pick<Graph, "starts" | "neighbours"> {
  const starts = new Int32Array(degrees.length + 1);
  for (let i = 0; i < degrees.length; i++) starts[i + 1] = at(starts, i) + at(degrees, i);
  const filled = starts.slice();
  const neighbours = new Int32Array(links.length);
  for (let link = 0; link < links.length; link += 2) {
    const [from, to] = [at(links, link), at(links, link + 1)];
    neighbours[at(filled, from)] = to;
    filled[from] = at(filled, from) + 1;
    neighbours[at(filled, to)] = from;
    filled[to] = at(filled, to) + 1;
  }
  return { starts, neighbours };
}

/** An element that is there; typed arrays hold no holes. */
export function at(array: Int32Array | Float32Array, index: number): number {
  return array[index] as number;
}

export function areSame(one: Graph, other: Graph): boolean {
  const { paths, links } = one;
  if (paths.length !== other.paths.length || links.length !== other.links.length) return false;
  return paths.every((path, i) => path === other.paths[i]) && links.every((end, i) => end === other.links[i]);
}

/** How far each note is from one of them, in links; -1 for those further than `depthMax`. */
export function distances(graph: Graph, from: number, depthMax: number): Int32Array {
  const found = new Int32Array(graph.paths.length).fill(-1);
  found[from] = 0;
  let edge = [from];
  for (let depth = 1; depth <= depthMax; depth++) {
    const next: number[] = [];
    for (const node of edge) {
      for (let place = at(graph.starts, node); place < at(graph.starts, node + 1); place++) {
        const neighbour = at(graph.neighbours, place);
        if (at(found, neighbour) >= 0) continue;
        found[neighbour] = depth;
        next.push(neighbour);
      }
    }
    edge = next;
  }
  return found;
}
