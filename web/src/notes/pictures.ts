/** Pictures of the vault that are shown now, each fetched once and given back when the note is closed. */

import { ask } from "../vault/client";

interface Attached {
  type: string;
  bytes: number;
  url: string;
}

const TYPES: Record<string, string> = { svg: "image/svg+xml", avif: "image/avif", bmp: "image/bmp" };

/** The bytes of an attachment; what has a type that is no picture's keeps none, so that nothing takes it for a page. */
export async function fetched(path: string): Promise<{ blob: Blob; type: string }> {
  const { facts, image } = await ask<Attached>("read_note", { path });
  if (image) {
    const bytes = Uint8Array.from(atob(image.base64), (letter) => letter.charCodeAt(0));
    return { blob: new Blob([bytes], { type: image.type }), type: facts.type };
  }
  const response = await fetch(facts.url);
  if (!response.ok) throw new Error(`The file could not be fetched (${response.status}).`);
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const type = facts.type.startsWith("image/") ? facts.type : (TYPES[ending] ?? "application/octet-stream");
  return { blob: new Blob([await response.arrayBuffer()], { type }), type: facts.type };
}

export class Pictures {
  readonly #asked = new Map<string, Promise<string>>();
  readonly #here = new Map<string, string>();
  #isClosed = false;

  /** The address of a picture that is already here. */
  known(path: string): string | undefined {
    return this.#here.get(path);
  }

  async url(path: string): Promise<string> {
    const asked = this.#asked.get(path) ?? this.#fetch(path);
    this.#asked.set(path, asked);
    return await asked;
  }

  async #fetch(path: string): Promise<string> {
    const { blob } = await fetched(path);
    const url = URL.createObjectURL(blob);
    if (this.#isClosed) URL.revokeObjectURL(url);
    else this.#here.set(path, url);
    return url;
  }

  close(): void {
    this.#isClosed = true;
    for (const url of this.#here.values()) URL.revokeObjectURL(url);
    this.#here.clear();
    this.#asked.clear();
  }
}
