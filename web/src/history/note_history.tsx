/** The versions of one note, deleted or not: what each changed, two of them side by side, the way back to any. */

import { useState } from "preact/hooks";
import { hrefOf, noteHref } from "../route";
import { Icon } from "../ui/icon";
import { lazy } from "../ui/lazy";
import { Waiting } from "../ui/waiting";
import type { Change } from "../vault/changes";
import { nameOf } from "../vault/notes";
import { EVERYTHING } from "./log";
import { More } from "./more";
import { restore } from "./restoring";
import { useLog } from "./use_log";
import { type Version, VersionRow } from "./version_row";

const Comparison = lazy(() => import("./comparison").then((part) => part.Comparison));

export function NoteHistory({ path }: { path: string }) {
  const log = useLog({ ...EVERYTHING, path });
  const [chosen, setChosen] = useState<number[]>([]);
  const versions = (log.changes ?? []).flatMap(versionOf);
  const readable = versions.flatMap(({ version }) => version ?? []);
  const pair = pairOf(chosen, readable);
  const isThere = typeof versions[0]?.version === "number";
  const choose = (version: number, isChosen: boolean) => {
    const others = chosen.filter((other) => other !== version);
    setChosen(isChosen ? [version, ...others].slice(0, 2) : others);
  };
  return (
    <article class="place history-place">
      <header>
        <h1>History of {nameOf(path)}</h1>
        <div class="row">
          {isThere ? (
            <a class="button" href={noteHref(path)}>
              Open the note
            </a>
          ) : null}
          <a class="button" href={hrefOf("history")}>
            All of the vault
          </a>
        </div>
        <p>{path}</p>
      </header>
      {versions.length > 0 && !isThere && <Deleted path={path} />}
      {log.trouble && (
        <p role="alert" class="trouble">
          {log.trouble}
        </p>
      )}
      {!log.changes && !log.trouble && <Waiting what="Looking back" />}
      {pair && path.endsWith(".md") && <Comparison path={path} before={pair[0]} after={pair[1]} />}
      {versions.length > 0 && (
        <section>
          <h2>Versions</h2>
          <ol class="changes">
            {versions.map((one) => (
              <VersionRow
                key={one.change.change}
                path={path}
                one={one}
                isNow={isThere && one.version === readable[0]}
                isCompared={one.version !== null && pair?.includes(one.version) === true}
                onCompare={choose}
              />
            ))}
          </ol>
          <More more={log.more} />
        </section>
      )}
    </article>
  );
}

function Deleted({ path }: { path: string }) {
  return (
    <p class="row notice">
      <Icon name="trash" /> <span>This note is in the trash.</span>
      <button type="button" class="main" onClick={() => void restore(path)}>
        Restore
      </button>
    </p>
  );
}

function versionOf(change: Change): Version[] {
  return change.notes.slice(0, 1).map(({ action, version }) => ({ change, action, version }));
}

/** The older and the newer of those to be compared: one that is chosen is held against the newest. */
function pairOf(chosen: number[], readable: number[]): [number, number] | null {
  const [newest, before] = readable;
  if (newest === undefined || before === undefined) return null;
  const [one = newest, other = one === newest ? before : newest] = chosen;
  return one < other ? [one, other] : [other, one];
}
