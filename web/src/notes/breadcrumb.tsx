/** Where a note or file lies: its folders, each of which opens in the tree, and its name. */

import { reveal } from "../tree/rows";

export function Breadcrumb({ path }: { path: string }) {
  const folders = path.split("/").slice(0, -1);
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    <nav class="breadcrumb" aria-label="Folders of this note">
      {folders.map((folder, at) => {
        const whole = folders.slice(0, at + 1).join("/");
        return (
          <span key={whole}>
            <button type="button" class="link" title={`Show ${whole} in the tree`} onClick={() => reveal(`${whole}/`)}>
              {folder}
            </button>
            <span aria-hidden="true"> / </span>
          </span>
        );
      })}
      <span class="name">{name.replace(/\.md$/, "")}</span>
    </nav>
  );
}
