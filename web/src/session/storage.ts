/** What the browser keeps for this page: over reloads where it allows that, else for as long as the page is open. */

const PREFIX = "notes-vault.";
/** How the names begin of what tells something of a vault: it goes when its person does. */
export const OF_THE_VAULT = "vault.";
const held = new Map<string, string>();

function store(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function kept<T>(name: string): T | null {
  const text = store()?.getItem(PREFIX + name) ?? held.get(name);
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

/** False where the browser's storage is full or closed: then the page holds it itself, as long as it is open. */
export function keep(name: string, value: unknown): boolean {
  const text = JSON.stringify(value);
  held.set(name, text);
  try {
    store()?.setItem(PREFIX + name, text);
    return store() !== null;
  } catch {
    return false;
  }
}

export function drop(name: string): void {
  held.delete(name);
  store()?.removeItem(PREFIX + name);
}

/** The names that begin like this, among what is kept. */
export function names(start: string): string[] {
  const there = Object.keys(store() ?? {}).filter((name) => name.startsWith(PREFIX));
  const all = new Set([...held.keys(), ...there.map((name) => name.slice(PREFIX.length))]);
  return [...all].filter((name) => name.startsWith(start));
}

/** Be told when another tab of this page changes what is kept under a name. */
export function onChange(name: string, told: () => void): void {
  window.addEventListener("storage", (event) => {
    if (event.key === PREFIX + name) told();
  });
}
