/** What somebody sees who is not signed in: what this is, and the one thing to do. */

import { useEffect, useState } from "preact/hooks";
import { replace, route } from "../route";
import { asksWho } from "../session/server";
import { isFramed, signIn, signInElsewhere } from "../session/sign_in";
import { sentence } from "../vault/errors";

export function FirstVisit() {
  const [trouble, setTrouble] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const [wasDeleted] = useState(route.value.name === "deleted");
  useEffect(() => {
    if (wasDeleted) replace("#/");
  }, []);
  const enter = async () => {
    setWaiting(true);
    setTrouble("");
    try {
      await (isFramed ? signInElsewhere() : signIn());
    } catch (error) {
      setTrouble(sentence(error));
    }
    setWaiting(false);
  };
  return (
    <main class="first-visit">
      <img src="/assets/icon.svg" alt="" width="56" height="56" />
      {wasDeleted && <p role="status">Your account is deleted.</p>}
      <h1>Your notes, and your assistants’.</h1>
      <p class="lead">
        Notes Vault keeps Markdown notes that you and your AI assistants read and write together. Only yours: nobody
        else sees them, and every change can be undone.
      </p>
      <button type="button" class="main large" onClick={enter} disabled={isWaiting && !isFramed}>
        {asksWho ? "Sign in with Hugging Face" : "Open my notes"}
      </button>
      {isFramed && asksWho && <p class="soft">The sign-in opens in a new tab. Come back here when it is done.</p>}
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      <ul class="promises">
        <li>
          <strong>Connect any assistant</strong> Claude, ChatGPT, Cursor, VS Code and every other MCP client, with one
          URL.
        </li>
        <li>
          <strong>See who did what</strong> Each note has its history; each assistant its own list of what it did.
        </li>
        <li>
          <strong>Take it with you</strong> Plain Markdown files, in and out as a zip, ready for Obsidian.
        </li>
      </ul>
      <p class="soft">
        {asksWho
          ? "Hugging Face tells us your name and picture, no more. Nothing is shared, nothing is sold."
          : "They lie on this computer, as plain files you can open with any program."}
      </p>
    </main>
  );
}
