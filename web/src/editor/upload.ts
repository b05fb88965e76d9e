/** A file becomes an attachment beside a note: under a name that is free, sent to a link that is good once. */

import { today, twoDigits } from "../ui/save";
import { wrote } from "../vault/changes";
import { call } from "../vault/client";
import { Refused, Unreachable } from "../vault/errors";
import { folded } from "../vault/names";
import { attachments, folderOf, listAttachments } from "../vault/notes";
import { refusal } from "../vault/request";

/** What a Lambda takes; more goes another way, where there is one. */
const DIRECT_BYTES_MAX = 4_000_000;
const STATUS_CONFLICT = 409;
const ATTEMPTS_MAX = 5;

/** The file's name in the vault, which no other file has, so that a link by it is plain. */
export async function upload(file: File, source: string): Promise<string> {
  const taken = new Set([...attachments.value.keys()].map((path) => folded(path.slice(path.lastIndexOf("/") + 1))));
  const folder = [folderOf(source), "attachments"].filter(Boolean).join("/");
  for (let attempt = 1; ; attempt++) {
    const name = free(nameFor(file), taken);
    try {
      const { url } = await call<{ url: string }>("write_note", { path: `${folder}/${name}` });
      wrote(await send(url, file));
      await listAttachments();
      return name;
    } catch (error) {
      if (!(error instanceof Refused && error.code === "conflict") || attempt === ATTEMPTS_MAX) throw error;
      taken.add(folded(name));
    }
  }
}

async function send(link: string, file: File): Promise<number> {
  const isElsewhere = file.size > DIRECT_BYTES_MAX && (await sentElsewhere(link, file));
  const init = isElsewhere ? { method: "PUT" } : { method: "PUT", body: file };
  const response = await reached(isElsewhere ? `${link}?sent` : link, init);
  if (!response.ok) throw await refusal(response);
  return ((await response.json()) as { version: number }).version;
}

/** False where the server takes a file of any size itself. */
async function sentElsewhere(link: string, file: File): Promise<boolean> {
  const told = await reached(link, { method: "POST" });
  if (told.status === STATUS_CONFLICT) return false;
  if (!told.ok) throw await refusal(told);
  const stored = await reached((await told.text()).trim(), { method: "PUT", body: file });
  if (!stored.ok) throw new Error(`${file.name} could not be sent. Try again.`);
  return true;
}

async function reached(url: string, init: RequestInit): Promise<Response> {
  return await fetch(url, init).catch(() => {
    throw new Unreachable();
  });
}

function nameFor(file: File): string {
  const isPasted = !file.name || /^image\.\w+$/.test(file.name);
  if (isPasted) return `Pasted image ${now()}.${file.type.split("/")[1]?.replace(/\W.*/, "") || "png"}`;
  const name = file.name
    .replace(/[\\/#^[\]|\p{Cc}]/gu, " ")
    .replace(/^[.\s]+/, "")
    .replace(/\s+/g, " ")
    .trim();
  return /\.\w+$/.test(name) && !/\.md$/i.test(name) ? name : `${name || "file"}.txt`;
}

/** `2026-11-22 101500`, by the clock on the wall. */
function now(): string {
  const at = new Date();
  return `${today()} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join("")}`;
}

function free(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf(".");
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name.slice(0, dot)} ${number}${name.slice(dot)}`;
    if (!taken.has(folded(tried))) return tried;
  }
}
