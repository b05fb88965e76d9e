/** The end of a sign-in: this page goes on where it was left, or tells the tab that asked and can be closed. */

import { useEffect, useState } from "preact/hooks";
import { arrive, signIn } from "../session/sign_in";
import { Waiting } from "../ui/waiting";
import { sentence } from "../vault/errors";

export function Arrived() {
  const [end, setEnd] = useState<"there" | "nowhere" | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    arrive(location.search).then(
      (arrival) => {
        if (arrival.at === "here") location.replace(`/${arrival.hash}`);
        else setEnd(arrival.at);
      },
      (error) => setTrouble(sentence(error)),
    );
  }, []);
  if (!end && !trouble) return <Waiting what="Signing you in" />;
  return (
    <main class="card">
      <h1>{end === "there" ? "You are signed in" : "Notes Vault"}</h1>
      {end === "there" && <p>Go back to the page you came from. This tab can be closed.</p>}
      {end === "nowhere" && <p>The page that asked for this sign-in is no longer open.</p>}
      {trouble && <p role="alert">{trouble}</p>}
      {end !== "there" && (
        <button type="button" class="main" onClick={() => void signIn()}>
          {trouble ? "Sign in again" : "Open my notes here"}
        </button>
      )}
    </main>
  );
}
