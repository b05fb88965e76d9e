/** Who is signed in. */

import { useState } from "preact/hooks";
import { Copy } from "../ui/copy";
import { Icon } from "../ui/icon";
import { dated } from "../ui/sizes";
import { complain } from "../ui/toast";
import { signOut } from "./leaving";
import type { Me } from "./me";

export function Person({ who }: { who: Me }) {
  const [isShown, setShown] = useState(Boolean(who.picture));
  return (
    <section class="card person" aria-label="You">
      {isShown ? (
        <img
          src={who.picture}
          alt=""
          width="64"
          height="64"
          referrerpolicy="no-referrer"
          onError={() => setShown(false)}
        />
      ) : (
        <span class="no-picture">
          <Icon name="account" size={34} />
        </span>
      )}
      <div class="facts">
        <strong>{who.name || who.user_id}</strong>
        {who.created_at && <span class="soft">Here since {dated(who.created_at)}</span>}
        <span class="id">
          <span class="soft">Id</span> <code>{who.user_id}</code> <Copy text={who.user_id} label="Copy the id" />
        </span>
      </div>
      <SignOut who={who} />
    </section>
  );
}

function SignOut({ who }: { who: Me }) {
  const [isWaiting, setWaiting] = useState(false);
  const leave = async () => {
    setWaiting(true);
    await signOut(who).catch(complain);
    setWaiting(false);
  };
  return (
    <button type="button" disabled={isWaiting} onClick={leave}>
      Sign out
    </button>
  );
}
