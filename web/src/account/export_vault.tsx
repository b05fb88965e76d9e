/** The whole vault as a zip, saved as a file. */

import { useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { save, today } from "../ui/save";
import { sized } from "../ui/sizes";
import { sentence } from "../vault/errors";
import { refusal, request } from "../vault/request";

/** `total` is 0 where the server does not know how large it will be. */
interface Progress {
  bytes: number;
  total: number;
}

export function ExportVault() {
  return (
    <section>
      <h2>Export</h2>
      <p class="soft">
        All notes and files as a zip, byte for byte, ready for Obsidian or any editor. With its history the zip also
        holds every change and the trash, and can be imported into an empty vault.
      </p>
      <ExportForm />
    </section>
  );
}

export function ExportForm() {
  const [withHistory, setWithHistory] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [end, setEnd] = useState({ said: "", isTrouble: false });
  const run = async () => {
    setEnd({ said: "", isTrouble: false });
    setProgress({ bytes: 0, total: 0 });
    const name = `notes-vault-${today()}.zip`;
    try {
      save(await exported(withHistory, setProgress), name);
      setEnd({ said: `Saved as ${name}.`, isTrouble: false });
    } catch (error) {
      setEnd({ said: sentence(error), isTrouble: true });
    }
    setProgress(null);
  };
  return (
    <div class="doing">
      <label class="check">
        <input
          type="checkbox"
          checked={withHistory}
          onChange={(event) => setWithHistory(event.currentTarget.checked)}
        />
        With the history
      </label>
      <button type="button" disabled={progress !== null} onClick={run}>
        <Icon name="download" /> Export
      </button>
      {progress && <Fetched progress={progress} />}
      <span role="status" class={end.isTrouble ? "trouble" : "soft"}>
        {end.said}
      </span>
    </div>
  );
}

function Fetched({ progress: { bytes, total } }: { progress: Progress }) {
  return (
    <span class="row">
      {total > 0 && <progress aria-label="Export" value={bytes} max={total} />}
      {bytes ? `${sized(bytes)}${total ? ` of ${sized(total)}` : ""}` : "Preparing the zip…"}
    </span>
  );
}

async function exported(withHistory: boolean, onProgress: (progress: Progress) => void): Promise<Blob> {
  const response = await request(`/api/vault/export${withHistory ? "?history=true" : ""}`);
  if (!response.ok || !response.body) throw await refusal(response);
  const total = Number(response.headers.get("Content-Length") ?? 0);
  let bytes = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length;
      onProgress({ bytes, total });
      controller.enqueue(chunk);
    },
  });
  return await new Response(response.body.pipeThrough(counting), {
    headers: { "Content-Type": "application/zip" },
  }).blob();
}
