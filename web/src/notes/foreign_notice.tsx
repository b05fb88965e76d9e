/** What somebody else has just done to the note that is open. */

import { hrefOf } from "../route";
import { restore } from "../tree/moves";
import { Icon } from "../ui/icon";
import { Time } from "../ui/time";
import type { Foreign } from "./open_note";

export function ForeignNotice({ path, foreign, onClose }: { path: string; foreign: Foreign; onClose: () => void }) {
  const { change, action } = foreign;
  const isDeleted = action === "deleted";
  const verb = isDeleted ? "Deleted" : action.startsWith("moved") ? "Moved here" : "Changed";
  return (
    <p class={isDeleted ? "notice is-bad" : "notice"} role="status">
      <Icon name={isDeleted ? "trash" : "history"} size={16} />
      <span>
        {verb} by {change.client || "another program"} <Time at={change.at} />
      </span>
      {isDeleted ? (
        <button type="button" class="link" onClick={() => void restore(path)}>
          Restore
        </button>
      ) : (
        <a href={hrefOf("history", path)}>See what was changed</a>
      )}
      <button type="button" class="quiet" aria-label="Close" onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </p>
  );
}
