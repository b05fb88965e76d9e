/** The properties a note begins with: the plain YAML that people write, and what is not plain as it stands. */

const BLOCK = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*\r?(?:\n|$)/m;
const PROPERTY = /^("[^"]*"|'[^']*'|[^\s#:'"[\]{}-][^:]*?|[^\s:#]+):(?:[ \t]+(.*))?$/;

export interface Property {
  name: string;
  values: string[];
}

/** The block's properties, and the text with as many empty lines in its place, so that lines keep their numbers. */
export function split(text: string): { properties: Property[]; body: string } {
  const found = text.startsWith("---") || text.startsWith("\ufeff---") ? BLOCK.exec(text) : null;
  if (found?.index !== 0) return { properties: [], body: text };
  const [whole, block = ""] = found;
  return {
    properties: propertiesOf(block),
    body: "\n".repeat(whole.split("\n").length - 1) + text.slice(whole.length),
  };
}

function propertiesOf(block: string): Property[] {
  const found: Property[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = PROPERTY.exec(line) ?? [];
    const last = found.at(-1);
    if (name !== undefined) found.push({ name: unquoted(name), values: valuesOf((value ?? "").trim()) });
    else if (last && line.trim() && !line.startsWith("#"))
      last.values.push(unquoted(line.trim().replace(/^-[ \t]+/, "")));
  }
  return found;
}

function valuesOf(text: string): string[] {
  if (!text || /^[|>][+-]?$/.test(text)) return [];
  if (!text.startsWith("[") || !text.endsWith("]") || text.startsWith("[[")) return [unquoted(text)];
  const items = text.slice(1, -1).match(/"[^"]*"|'[^']*'|[^,]+/g) ?? [];
  return items.map((item) => unquoted(item.trim())).filter(Boolean);
}

function unquoted(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? "") : text.replace(/[ \t]+#.*$/, "");
}
