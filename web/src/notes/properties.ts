/** The properties of a note as a table: links are links, tags are tags, all else is text. */

import { leadsOutside } from "./clean";
import { makeExternal, shownAs, tagLink, wikilink } from "./elements";
import type { Property } from "./front_matter";
import type { ResolvedLinks } from "./links";

const WIKILINK = /^\[\[([^\]|]+)(?:\|([^\]]*))?\]\]$/;
const TAGS = /^tags?$/i;

export function propertiesTable(properties: Property[], source: string, links: ResolvedLinks): HTMLElement {
  const table = document.createElement("table");
  table.className = "properties";
  table.createCaption().textContent = "Properties";
  for (const { name, values } of properties) {
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    const cell = row.insertCell();
    const shown = TAGS.test(name) ? values.flatMap((value) => value.split(/[,\s]+/)).filter(Boolean) : values;
    for (const [at, value] of shown.entries()) {
      if (at) cell.append(TAGS.test(name) ? " " : ", ");
      cell.append(TAGS.test(name) ? tagLink(value.replace(/^#/, "")) : shownValue(value, source, links));
    }
  }
  return table;
}

function shownValue(value: string, source: string, links: ResolvedLinks): Node {
  const [, link, label] = WIKILINK.exec(value) ?? [];
  if (link) return wikilink({ link, label: label || shownAs(link) }, source, links);
  if (!leadsOutside(value)) return document.createTextNode(value);
  const anchor = document.createElement("a");
  anchor.href = value;
  anchor.textContent = value;
  makeExternal(anchor);
  return anchor;
}
