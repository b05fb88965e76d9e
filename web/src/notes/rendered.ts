/** What a note looks like; for now its text. */

export type ResolvedLinks = ReadonlyMap<string, string | null>;

export function rendered(markdown: string, _source: string, _links: ResolvedLinks): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const text = document.createElement("pre");
  text.textContent = markdown;
  fragment.append(text);
  return fragment;
}
