/** The fields of what a connection may do, and in which folder. */

import { useId } from "preact/hooks";
import { folderOf, notes } from "../vault/notes";
import { SCOPES, type Scope } from "./grants";

interface Props {
  offered: Scope[];
  scopes: Scope[];
  onScopes: (scopes: Scope[]) => void;
  folder: string;
  onFolder: (folder: string) => void;
}

export function Rights({ offered, scopes, onScopes, folder, onFolder }: Props) {
  const list = useId();
  const known = new Set([...notes.value.keys()].map(folderOf).filter(Boolean));
  return (
    <>
      <Boxes offered={offered} scopes={scopes} onScopes={onScopes} />
      <label>
        Only in this folder
        <input
          type="text"
          value={folder}
          list={list}
          placeholder="the whole vault"
          autocomplete="off"
          maxLength={200}
          onInput={(event) => onFolder(event.currentTarget.value)}
        />
      </label>
      <datalist id={list}>
        {[...known].sort().map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
    </>
  );
}

function Boxes({ offered, scopes, onScopes }: Pick<Props, "offered" | "scopes" | "onScopes">) {
  const toggle = (scope: Scope, isOn: boolean) =>
    onScopes(offered.filter((one) => (one === scope ? isOn : scopes.includes(one))));
  return (
    <fieldset>
      <legend>It may</legend>
      {offered.map((scope) => (
        <label key={scope} class="check">
          <input
            type="checkbox"
            checked={scopes.includes(scope)}
            onChange={(event) => toggle(scope, event.currentTarget.checked)}
          />
          <span>
            {SCOPES[scope].title} <span class="soft">({SCOPES[scope].detail})</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
