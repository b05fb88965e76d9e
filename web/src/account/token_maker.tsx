/** A personal token: asked for, made, and shown this once. */

import { useState } from "preact/hooks";
import { Copy } from "../ui/copy";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { dated } from "../ui/sizes";
import { sentence } from "../vault/errors";
import { ALL_SCOPES, type Made, makeToken, type Scope } from "./grants";
import { Rights } from "./rights";
import { Trouble } from "./trouble";

const DAYS = 90;
const DAYS_MAX = 366;

interface Props {
  load: () => Promise<void>;
  onClose: () => void;
}

export function TokenMaker({ load, onClose }: Props) {
  const [made, setMade] = useState<Made | null>(null);
  const keep = (token: Made) => {
    setMade(token);
    void load();
  };
  return (
    <Dialog title={made ? "Your new token" : "New personal token"} onClose={onClose}>
      {made ? <Shown made={made} onClose={onClose} /> : <Form onMade={keep} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const [name, setName] = useState("");
  const [days, setDays] = useState(DAYS);
  const [scopes, setScopes] = useState<Scope[]>(["notes:read"]);
  const [folder, setFolder] = useState("");
  const [trouble, setTrouble] = useState("");
  const make = async (event: Event) => {
    event.preventDefault();
    if (!scopes.length) return setTrouble("Choose what it may do.");
    await makeToken(name, scopes, folder.trim(), days).then(onMade, (error) => setTrouble(sentence(error)));
  };
  return (
    <form onSubmit={make}>
      <Name name={name} onName={setName} />
      <Rights offered={ALL_SCOPES} scopes={scopes} onScopes={setScopes} folder={folder} onFolder={setFolder} />
      <label>
        Days until it ends
        <input
          type="number"
          value={days}
          min={1}
          max={DAYS_MAX}
          required
          onInput={(event) => setDays(event.currentTarget.valueAsNumber)}
        />
      </label>
      <p class="soft">It stays when you sign out of this page; you can revoke it here at any time.</p>
      <Trouble said={trouble} />
      <div class="row end">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="main">
          Make the token
        </button>
      </div>
    </form>
  );
}

function Name({ name, onName }: { name: string; onName: (name: string) => void }) {
  return (
    <label>
      Name
      <input
        type="text"
        value={name}
        required
        maxLength={100}
        autofocus
        autocomplete="off"
        placeholder="What it is for"
        onInput={(event) => onName(event.currentTarget.value)}
      />
    </label>
  );
}

function Shown({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <div class="made">
      <p class="note" role="status">
        <Icon name="warning" size={16} /> Copy it now: it is not shown again. Who has it can do in your vault what it
        may do. It is good until {dated(Date.now() / 1000 + made.expires_in)}, or until you revoke it.
      </p>
      <textarea class="token" aria-label="Token" readOnly rows={5} value={made.token} />
      <div class="row end">
        <Copy text={made.token} label="Copy the token" />
        <button type="button" class="main" onClick={onClose}>
          Done
        </button>
      </div>
    </div>
  );
}
