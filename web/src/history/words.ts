/** Changes in words. */

import { counted } from "../ui/sizes";
import { type Change, type ChangedNote, movedTo } from "../vault/changes";

const DID: Record<string, string> = {
  write: "wrote",
  edit: "edited",
  move: "moved",
  delete: "deleted",
  restore: "restored",
  undo: "took back changes in",
  import: "imported",
};
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function clientName(client: string): string {
  return client || "Another program";
}

/** What a change did, as the middle of a sentence: "wrote 3 notes". */
export function did(change: Change): string {
  const { what, notes, count } = change;
  const isNew = what === "write" && notes.every(({ action }) => action === "created");
  const noun = notes.every(({ path }) => path.endsWith(".md")) ? "note" : "file";
  const gone = notes.length - arrived(change).length;
  return `${isNew ? "created" : (DID[what] ?? what)} ${counted(count - gone, noun)}`;
}

/** The notes of a change, each once: one that moved is where it is now. */
export function arrived({ notes }: Change): ChangedNote[] {
  return notes.filter(({ action }) => movedTo(action) === null);
}

export function dayOf(at: string): string {
  return day.format(new Date(at));
}

export function clockOf(at: string): string {
  return clock.format(new Date(at));
}

export function exactly(at: string): string {
  return exact.format(new Date(at));
}

/** What a field of date and time holds, in the zone of who typed it, as ISO 8601; "" stays so. */
export function momentOf(field: string): string {
  return field ? new Date(field).toISOString() : "";
}

/** The same the other way round, to the second. */
export function fieldOf(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
