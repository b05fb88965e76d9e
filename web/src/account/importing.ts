/** An import under way: sent, worked off by the server step by step, and what it says in the end. */

import { signal } from "@preact/signals";
import { look } from "../vault/changes";
import { Refused, sentence, Unreachable } from "../vault/errors";
import { list } from "../vault/notes";
import { api } from "../vault/request";
import { sending } from "../vault/sending";

interface Counts {
  created: number;
  changed: number;
  unchanged: number;
}

/** What an import has done, as the server tells it. */
export interface Report {
  notes: Counts;
  attachments: Counts;
  refused: { name: string; why: string }[];
  refused_count: number;
  renamed: { name: string; path: string; why: string }[];
  renamed_count: number;
  /** How many files begin with a dot, or are a system's own. */
  hidden: number;
  around: string;
  links?: { resolved: number; unresolved: number };
  history?: { changes: number; trash: number };
}

interface Job {
  id: string;
  state: "running" | "done" | "failed";
  done: number;
  total: number;
  message: string;
}

export type Importing =
  | { is: "sending"; name: string; bytes: number; total: number }
  | { is: "running"; name: string; done: number; total: number }
  | { is: "done"; name: string; report: Report }
  | { is: "failed"; name: string; message: string; report: Report | null };

/** Is given how many bytes have gone. */
type Told = (bytes: number) => void;

/** A zip of more bytes may be too much for one request where each is a Lambda's. */
const SENT_BYTES_MAX = 4_000_000;
const EVERY_MS = 700;
const STILL_LOOKS_MAX = 4;

/** It goes on while other places of the page are open. */
export const importing = signal<Importing | null>(null);

export async function importZip(file: File, given: { overwrite: boolean; history: boolean }): Promise<void> {
  const { name } = file;
  const told = (bytes: number) => {
    importing.value = { is: "sending", name, bytes, total: file.size };
  };
  told(0);
  try {
    const job = await start(file, given, told);
    await followed(job, name);
  } catch (error) {
    importing.value = { is: "failed", name, message: sentence(error), report: null };
  }
  await list()
    .then(look)
    .catch(() => {});
}

async function start(file: File, given: { overwrite: boolean; history: boolean }, told: Told): Promise<Job> {
  const query = new URLSearchParams({ overwrite: String(given.overwrite), history: String(given.history) });
  const upload = file.size > SENT_BYTES_MAX ? await uploaded(file, told) : null;
  if (upload) query.set("upload", upload);
  const body = upload ? {} : { body: file, headers: { "Content-Type": "application/zip" } };
  return await api<Job>(`/vault/import?${query}`, { method: "POST", ...body }, sending(told));
}

/** The id of a zip that was put where the server says; null where it is to be sent with the import. */
async function uploaded(file: File, told: Told): Promise<string | null> {
  const place = await api<{ upload: string; url: string }>("/vault/upload", { method: "POST" }).catch((error) => {
    if (error instanceof Refused && error.code === "conflict") return null;
    throw error;
  });
  if (!place) return null;
  const response = await sending(told)(place.url, { method: "PUT", body: file }).catch(() => null);
  if (!response?.ok) throw new Error("The zip could not be uploaded. Nothing was imported; try again.");
  return place.upload;
}

/** Look until it has ended. Where nothing works on it but requests do, ours go on with it. */
async function followed(started: Job, name: string): Promise<void> {
  let job: Job & { report?: Report } = started;
  let stillLooks = 0;
  while (job.state === "running") {
    importing.value = { is: "running", name, done: job.done, total: job.total };
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const method = stillLooks >= STILL_LOOKS_MAX ? "POST" : "GET";
    const now = await looked(job, method);
    if (method === "GET") stillLooks = now.done > job.done ? 0 : stillLooks + 1;
    job = now;
  }
  const report = job.report ?? (await looked(job, "GET")).report;
  if (job.state === "done" && report) importing.value = { is: "done", name, report };
  else importing.value = { is: "failed", name, message: job.message, report: report ?? null };
}

/** Nobody who does not answer for a while ends an import: the server goes on, or we do when it is there again. */
async function looked(job: Job, method: "GET" | "POST"): Promise<Job & { report?: Report }> {
  try {
    return await api(`/vault/import/${job.id}`, { method });
  } catch (error) {
    if (error instanceof Unreachable || (error instanceof Refused && error.code === "unavailable")) return job;
    throw error;
  }
}
