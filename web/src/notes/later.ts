/** What in a rendered note takes time to come, kept beside the element it belongs to until it is filled in. */

export type Later =
  | { kind: "note"; path: string; subpath: string }
  | { kind: "picture"; path: string }
  | { kind: "math"; tex: string; isBlock: boolean };

const awaited = new WeakMap<HTMLElement, Later>();

export function later(element: HTMLElement, what: Later): void {
  element.dataset.later = what.kind;
  awaited.set(element, what);
}

/** What an element waits for, once. */
export function takeLater(element: HTMLElement): Later | undefined {
  const what = awaited.get(element);
  awaited.delete(element);
  delete element.dataset.later;
  return what;
}
