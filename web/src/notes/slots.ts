/** Places in a note's HTML that code of ours finishes after cleaning: each is named by a secret, so no note forges one. */

export type Finish = (element: HTMLElement) => void;

const SECRET_BYTES = 12;

export class Slots {
  readonly #secret = [...crypto.getRandomValues(new Uint8Array(SECRET_BYTES))].join("");
  readonly #finishes: Finish[] = [];

  /** What `data-slot` is to be for an element that `finish` is given in the end. */
  mark(finish: Finish): string {
    this.#finishes.push(finish);
    return `${this.#secret}-${this.#finishes.length - 1}`;
  }

  /** An element that `finish` replaces or fills. */
  html(finish: Finish, tag: "span" | "div" = "span"): string {
    return `<${tag} data-slot="${this.mark(finish)}"></${tag}>`;
  }

  finish(root: ParentNode): void {
    for (const element of root.querySelectorAll<HTMLElement>("[data-slot]")) {
      const [secret, number] = (element.dataset.slot ?? "").split("-");
      delete element.dataset.slot;
      if (secret === this.#secret) this.#finishes[Number(number)]?.(element);
    }
  }
}
