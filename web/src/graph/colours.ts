/** A colour for each folder at the top, the largest folders first; the rest share one. */

import type { Theme } from "../theme";
import { topFolder } from "./scope";

export const OTHERS = "other folders";
const LIGHT = ["#3451b2", "#b4232c", "#18794e", "#8a5200", "#8e3ea8", "#0c7792", "#a0385e", "#5b6f12"];
const DARK = ["#9eb1ff", "#ff9592", "#5bd197", "#ffc46b", "#dfa0f2", "#6fd3ee", "#ff9cc0", "#c2d76b"];
const REST: Record<Theme, string> = { light: "#80858f", dark: "#8e939c" };

/** What else is drawn, as `styles/base.css` has it. */
export const INKS = {
  light: { ink: "#1c2024", paper: "#ffffff", link: "#c3c5ce", accent: "#3451b2" },
  dark: { ink: "#edeef0", paper: "#17181b", link: "#4a4e57", accent: "#9eb1ff" },
};

export interface Colours {
  /** What is told apart: folders, "" for the top of the vault, and the others. */
  names: string[];
  counts: number[];
  /** For each note the place of its colour in `names`. */
  of: Uint8Array;
}

export function coloursOf(paths: string[]): Colours {
  const sizes = new Map<string, number>();
  for (const path of paths) sizes.set(topFolder(path), (sizes.get(topFolder(path)) ?? 0) + 1);
  const ranked = [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const names = ranked.slice(0, LIGHT.length);
  if (ranked.length > names.length) names.push(OTHERS);
  const places = new Map(names.map((name, place) => [name, place]));
  const of = Uint8Array.from(paths, (path) => places.get(topFolder(path)) ?? LIGHT.length);
  const counts = names.map((_, place) => of.reduce((sum, one) => sum + (one === place ? 1 : 0), 0));
  return { names, counts, of };
}

export function colour(place: number, theme: Theme): string {
  return (theme === "dark" ? DARK : LIGHT)[place] ?? REST[theme];
}
