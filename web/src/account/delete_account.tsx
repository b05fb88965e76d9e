/** The end of an account: what that means, the notes to take along, and the id typed to be sure. */

import { useState } from "preact/hooks";
import { Dialog } from "../ui/dialog";
import { counted } from "../ui/sizes";
import { sentence } from "../vault/errors";
import { ExportForm } from "./export_vault";
import { deleteAccount } from "./leaving";
import type { Me } from "./me";
import { Trouble } from "./trouble";

export function DeleteAccount({ who }: { who: Me }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section>
      <h2>Delete the account</h2>
      <p class="soft">All notes, their history, and every connection are removed for good.</p>
      <button type="button" class="danger" onClick={() => setOpen(true)}>
        Delete my account…
      </button>
      {isOpen && (
        <Dialog title="Delete your account?" onClose={() => setOpen(false)}>
          <p>
            {counted(who.vault.notes, "note")} with files, history and trash are removed, and every assistant loses its
            way in. Nobody can bring them back, not even us.
          </p>
          <h3 class="first">First take your notes along</h3>
          <ExportForm />
          <Sure userId={who.user_id} onClose={() => setOpen(false)} />
        </Dialog>
      )}
    </section>
  );
}

function Sure({ userId, onClose }: { userId: string; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [trouble, setTrouble] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const remove = async (event: Event) => {
    event.preventDefault();
    setWaiting(true);
    await deleteAccount(typed.trim()).catch((error) => {
      setTrouble(sentence(error));
      setWaiting(false);
    });
  };
  return (
    <form class="sure" onSubmit={remove}>
      <p>
        To delete, type your id: <code>{userId}</code>
      </p>
      <label>
        Your id
        <input
          type="text"
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <Trouble said={trouble} />
      <div class="row end">
        <button type="button" onClick={onClose}>
          Keep my account
        </button>
        <button type="submit" class="danger" disabled={typed.trim() !== userId || isWaiting}>
          Delete everything
        </button>
      </div>
    </form>
  );
}
