/** What is somebody's own: who they are here, who may come in for them, and the vault as a whole, in and out. */

import "../styles/account.css";
import { useEffect, useState } from "preact/hooks";
import { Waiting } from "../ui/waiting";
import { sentence } from "../vault/errors";
import { isListed, notes } from "../vault/notes";
import { Connections } from "./connections";
import { DeleteAccount } from "./delete_account";
import { ExportVault } from "./export_vault";
import { allGrants, type Grant } from "./grants";
import { ImportVault } from "./import_vault";
import { type Me, me } from "./me";
import { Person } from "./person";
import { Quota } from "./quota";
import { Sessions } from "./sessions";

export function AccountPlace() {
  const [who, setWho] = useState<Me | null>(null);
  const [grants, setGrants] = useState<Grant[]>([]);
  const [trouble, setTrouble] = useState("");
  const load = async () => {
    try {
      const [person, all] = await Promise.all([me(), allGrants()]);
      setWho(person);
      setGrants(all);
      setTrouble("");
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  const count = isListed.value ? notes.value.size : 0;
  useEffect(() => void load(), [count]);
  return (
    <div class="place account">
      <header>
        <h1>Account</h1>
      </header>
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}{" "}
          <button type="button" onClick={() => void load()}>
            Try again
          </button>
        </p>
      )}
      {who ? <Sections who={who} grants={grants} load={load} /> : !trouble && <Waiting />}
    </div>
  );
}

function Sections({ who, grants, load }: { who: Me; grants: Grant[]; load: () => Promise<void> }) {
  return (
    <>
      <Person who={who} />
      <section>
        <h2>How full it is</h2>
        <Quota vault={who.vault} />
      </section>
      <Connections grants={grants} load={load} />
      <Sessions />
      <ImportVault />
      <ExportVault />
      <DeleteAccount who={who} />
    </>
  );
}
