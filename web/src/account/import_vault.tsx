/** A zip of notes taken in: chosen or dropped, with what is to happen to notes that are there already. */

import { useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { grouped, sized } from "../ui/sizes";
import { ImportReport } from "./import_report";
import { type Importing, importing, importZip } from "./importing";

export function ImportVault() {
  const [overwrite, setOverwrite] = useState(false);
  const [history, setHistory] = useState(false);
  const now = importing.value;
  const isBusy = now?.is === "sending" || now?.is === "running";
  const take = (file: File | undefined) => {
    if (file && !isBusy) void importZip(file, { overwrite, history });
  };
  return (
    <section>
      <h2>Import</h2>
      <p class="soft">A zip of Markdown files and what belongs to them, from Obsidian, an export, or anywhere.</p>
      <div class="import-options">
        <label class="check">
          <input type="checkbox" checked={overwrite} onChange={(event) => setOverwrite(event.currentTarget.checked)} />
          Replace notes that are there with another text
        </label>
        <label class="check">
          <input type="checkbox" checked={history} onChange={(event) => setHistory(event.currentTarget.checked)} />
          With the history in the zip (only into an empty vault)
        </label>
      </div>
      <DropZone isBusy={isBusy} onFile={take} />
      {now && <Outcome now={now} />}
    </section>
  );
}

function DropZone({ isBusy, onFile }: { isBusy: boolean; onFile: (file: File | undefined) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFile(event.dataTransfer?.files[0]);
  };
  const choose = (event: Event & { currentTarget: HTMLInputElement }) => {
    onFile(event.currentTarget.files?.[0]);
    event.currentTarget.value = "";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard
    <div class={isOver ? "drop is-over" : "drop"} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
      <input
        ref={field}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-label="Zip to import"
        onChange={choose}
      />
      <button type="button" class="main" disabled={isBusy} onClick={() => field.current?.click()}>
        <Icon name="upload" /> Choose a zip…
      </button>
      <span class="soft">or drop it here</span>
    </div>
  );
}

function Outcome({ now }: { now: Importing }) {
  return (
    <div class="outcome">
      {now.is === "sending" && (
        <p>
          <progress aria-label="Sending" value={now.bytes} max={now.total || 1} /> Sending {now.name}:{" "}
          {sized(now.bytes)} of {sized(now.total)}
        </p>
      )}
      {now.is === "running" && (
        <p>
          <progress aria-label="Import" value={now.done} max={now.total || 1} /> {grouped(now.done)} of{" "}
          {grouped(now.total)}
        </p>
      )}
      <p role="status">
        {now.is === "done" && <strong>{now.name} is imported.</strong>}
        {now.is === "failed" && <span class="trouble">{now.message}</span>}
      </p>
      {(now.is === "done" || now.is === "failed") && now.report && <ImportReport report={now.report} />}
    </div>
  );
}
