/** The JSON that clients are configured with. */

/** What clients are told to call us. */
export const SERVER = "notes-vault";
const INDENT = 2;

/** A whole file with one server in it, under the key that the client looks at. */
export function configOf(key: string, entry: object): string {
  return JSON.stringify({ [key]: { [SERVER]: entry } }, null, INDENT);
}

/** VS Code's entry of one server, on one line. */
export function entryOf(url: string, name?: string): string {
  return JSON.stringify({ ...(name ? { name } : {}), type: "http", url });
}

export function base64Of(entry: object): string {
  return btoa(JSON.stringify(entry));
}
