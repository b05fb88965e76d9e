/** What somebody typed and never saved, offered before anything else is typed. */

import { confirm } from "../ui/dialog";
import { ago } from "../ui/time";
import { Difference } from "./difference";
import type { Draft } from "./draft";

export function DraftOffer(props: {
  draft: Draft;
  /** The note as it is in the vault. */
  text: string;
  /** Whether the note was changed since. */
  isOlder: boolean;
  onResume: () => void;
  onDiscard: () => void;
}) {
  const discard = async () => {
    const isSure = await confirm({
      title: "Discard what you wrote?",
      text: "It was never saved, so it cannot be had back.",
      yes: "Discard it",
      isDangerous: true,
    });
    if (isSure) props.onDiscard();
  };
  return (
    <section class="place draft-offer" aria-labelledby="draft-offer">
      <header>
        <h1 id="draft-offer">You have unsaved text from {ago(props.draft.atMs / 1000)}</h1>
        <p>
          This is how it differs from the note{props.isOlder && ", which was changed since. Both will be put together"}.
        </p>
      </header>
      <Difference before={props.text} after={props.draft.text} />
      <div class="row">
        <button type="button" class="main" onClick={props.onResume} autofocus>
          Go on with it
        </button>
        <button type="button" class="danger" onClick={() => void discard()}>
          Discard
        </button>
      </div>
    </section>
  );
}
