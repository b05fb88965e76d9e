/** One version of a note: when, who, what; to be compared, opened, restored. */

import { useId, useState } from "preact/hooks";
import { noteHref } from "../route";
import { confirm } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Time } from "../ui/time";
import type { Change } from "../vault/changes";
import { ClientMark } from "./client_mark";
import { Diffs } from "./diffs";
import { restore } from "./restoring";
import { exactly } from "./words";

export interface Version {
  change: Change;
  action: string;
  /** Null where the note was deleted. */
  version: number | null;
}

interface VersionRowProps {
  path: string;
  one: Version;
  /** Whether it is what the note holds now. */
  isNow: boolean;
  isCompared: boolean;
  onCompare: (version: number, isChosen: boolean) => void;
}

export function VersionRow({ path, one, isNow, isCompared, onCompare }: VersionRowProps) {
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const { change, action, version } = one;
  const title = `version of ${exactly(change.at)}`;
  return (
    <li class="change">
      <div class="change-head">
        <Time at={change.at} />
        <ClientMark client={change.client} />
        <span>{action}</span>
        {version !== null && <span class="soft">version {version}</span>}
        {isNow && <span class="badge is-good">Now</span>}
      </div>
      <div class="row version-acts">
        {version !== null && (
          <label class="check">
            <input
              type="checkbox"
              aria-label={`Compare ${title}`}
              checked={isCompared}
              onChange={(event) => onCompare(version, event.currentTarget.checked)}
            />
            Compare
          </label>
        )}
        <button
          type="button"
          class="link"
          aria-label={`What changed in the ${title}`}
          aria-expanded={isOpen}
          aria-controls={more}
          onClick={() => setOpen(!isOpen)}
        >
          What changed
        </button>
        {version !== null && !isNow && (
          <>
            <a class="act" aria-label={`Open as it was: ${title}`} href={noteHref(path, { version: String(version) })}>
              Open as it was
            </a>
            <button
              type="button"
              aria-label={`Restore this version of ${exactly(change.at)}`}
              onClick={() => void bringBack(path, version, exactly(change.at))}
            >
              <Icon name="undo" size={15} /> Restore this version
            </button>
          </>
        )}
      </div>
      <div id={more} hidden={!isOpen}>
        {isOpen && <Diffs change={change} path={path} />}
      </div>
    </li>
  );
}

async function bringBack(path: string, version: number, at: string): Promise<void> {
  const isSure = await confirm({
    title: "Restore this version?",
    text: `${path} will be as it was on ${at}. What it holds now stays in its history.`,
    yes: "Restore",
  });
  if (isSure) await restore(path, version);
}
