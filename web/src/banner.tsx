/** What the person must know now: that the server does not answer, asks to wait, or wants a new sign-in. */

import { useState } from "preact/hooks";
import { state } from "./session/session";
import { signInElsewhere } from "./session/sign_in";
import { Icon } from "./ui/icon";
import { connection } from "./vault/connection";
import { sentence } from "./vault/errors";

export function Banner() {
  const [trouble, setTrouble] = useState("");
  if (state.value === "ended") {
    return (
      <div class="banner" role="alert">
        <Icon name="warning" />{" "}
        <span>{trouble || "You have been signed out. What you were writing is kept here."}</span>
        <button
          type="button"
          class="main"
          onClick={() => signInElsewhere().catch((error) => setTrouble(sentence(error)))}
        >
          Sign in again
        </button>
      </div>
    );
  }
  const now = connection.value;
  if (now.is === "gone") {
    return (
      <div class="banner" role="alert">
        <Icon name="warning" />{" "}
        <span>The server does not answer. What you write is kept here, and can be saved when it does.</span>
      </div>
    );
  }
  if (now.is === "waiting") {
    return (
      <div class="banner" role="alert">
        <Icon name="warning" /> <span>Too many requests at once. The page goes on by itself in a moment.</span>
      </div>
    );
  }
  return null;
}
