/** Where in the page somebody is, as the part of the URL after `#`: links, back and forward work as everywhere. */

import { computed, signal } from "@preact/signals";

/** `name` is the first segment; `path` the rest, decoded; `query` what stands after `?`. */
export interface Route {
  name: string;
  path: string;
  query: URLSearchParams;
}

const hash = signal(location.hash);
window.addEventListener("hashchange", () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => parsed(hash.value));

function parsed(text: string): Route {
  const [place = "", query = ""] = text.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [name = "", ...rest] = place.split("/");
  return { name: name || "notes", path: decoded(rest.join("/")), query: new URLSearchParams(query) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a place; slashes in a path stay readable. */
export function hrefOf(name: string, path = "", query: Record<string, string> = {}): string {
  const tail = path ? `/${path.split("/").map(encodeURIComponent).join("/")}` : "";
  const asked = new URLSearchParams(query).toString();
  return `#/${name}${tail}${asked ? `?${asked}` : ""}`;
}

export function noteHref(path: string, query: Record<string, string> = {}): string {
  return hrefOf("note", path, query);
}

export function go(href: string): void {
  location.hash = href;
}

/** The same without a way back, for an address that only stands for another. */
export function replace(href: string): void {
  history.replaceState(null, "", href);
  hash.value = location.hash;
}
