/** Let a connection do less: some of what it may now, or in one folder only. */

import { useState } from "preact/hooks";
import { Dialog } from "../ui/dialog";
import { say } from "../ui/toast";
import { sentence } from "../vault/errors";
import { change, type Grant, type Scope, withImplied } from "./grants";
import { Rights } from "./rights";
import { Trouble } from "./trouble";

interface Props {
  grant: Grant;
  load: () => Promise<void>;
  onClose: () => void;
}

export function Narrow({ grant, load, onClose }: Props) {
  const offered = withImplied(grant.scopes);
  const [scopes, setScopes] = useState<Scope[]>(offered);
  const [folder, setFolder] = useState(grant.folder);
  const [trouble, setTrouble] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    if (!scopes.length) return setTrouble("Leave it at least one thing that it may do, or revoke it.");
    try {
      await change(grant, scopes, folder.trim());
      say(`${grant.client} is limited from now on.`);
      onClose();
      await load();
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  return (
    <Dialog title={`Limit ${grant.client}`} onClose={onClose}>
      <form onSubmit={save}>
        <Rights offered={offered} scopes={scopes} onScopes={setScopes} folder={folder} onFolder={setFolder} />
        <Trouble said={trouble} />
        <div class="row end">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="main">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
