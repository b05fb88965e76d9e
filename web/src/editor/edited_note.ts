/** One note while it is edited: what is saved of it, what is not yet, and what others do to it meanwhile. */

import { computed, signal } from "@preact/signals";
import { noteHref, replace } from "../route";
import { SignedOut } from "../session/session";
import { say } from "../ui/toast";
import { look, wrote } from "../vault/changes";
import { call } from "../vault/client";
import { Refused, sentence, Unreachable } from "../vault/errors";
import { notes } from "../vault/notes";
import { lastChange } from "./author";
import { type Draft, dropDraft, keepDraft, moveDraft } from "./draft";
import { common } from "./lines.ts";
import { merge, merged, type Piece } from "./merge.ts";

/** A text as the vault has it. Version null: it is not there. Text null: it is no longer known. */
export interface Saved {
  text: string | null;
  version: number | null;
}

/** What is typed into. `replace` is one change that can be undone. */
export interface Page {
  text: () => string;
  replace: (text: string) => void;
}

export interface Dispute {
  pieces: Piece[];
  theirs: { text: string; version: number };
  by: string;
}

type Progress = "idle" | "saving" | "offline" | "signed out" | "refused";
const DRAFT_MS = 300;

export class EditedNote {
  readonly path = signal("");
  readonly progress = signal<Progress>("idle");
  /** What the vault has against it, as a sentence; what the page's banner says is not said twice. */
  readonly trouble = signal("");
  /** What others did to the note while it was open. */
  readonly notice = signal("");
  readonly dispute = signal<Dispute | null>(null);
  readonly isUnsaved = signal(false);
  readonly place = signal<"there" | "new" | "deleted">("there");
  readonly state = computed(() => this.inWords());
  isDraftLost = false;
  /** What the person makes of a dispute, until it is settled. */
  private result: string | null = null;
  private turn: Promise<unknown> = Promise.resolve();
  private timer = 0;

  constructor(
    path: string,
    private base: Saved,
    private readonly page: Page,
  ) {
    this.path.value = path;
    if (base.version === null) this.place.value = "new";
  }

  /** Something was typed. */
  typed(): void {
    this.isUnsaved.value = this.page.text() !== this.base.text;
    if (this.progress.value === "refused") this.progress.value = "idle";
    this.trouble.value = "";
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keep(), DRAFT_MS);
  }

  /** Keep what is not saved, or drop what was kept when there is nothing left to save. */
  keep(): void {
    clearTimeout(this.timer);
    const dispute = this.dispute.value;
    const isDecided = dispute !== null && this.result !== null;
    const text = isDecided ? (this.result as string) : this.page.text();
    this.isUnsaved.value = isDecided || text !== this.base.text;
    const version = isDecided ? dispute.theirs.version : this.base.version;
    if (this.isUnsaved.value) this.isDraftLost = !keepDraft(this.path.value, text, version);
    else this.forget();
  }

  /** Go on with what was typed another time. */
  async resume(draft: Draft): Promise<void> {
    this.page.replace(draft.text);
    const now = this.base.version;
    if (draft.version === now) return this.keep();
    this.base = { text: await this.ancestor(draft.version), version: draft.version };
    this.keep();
    await this.inTurn(() => this.catchUp("somebody else"));
  }

  /** True when all that was typed is in the vault. */
  async save(): Promise<boolean> {
    return await this.inTurn(() => this.write());
  }

  /** Somebody changed the note, moved it or deleted it. */
  async follow(by: string): Promise<void> {
    await this.inTurn(() => this.catchUp(by));
  }

  /** What stood in the way of saving is over: the server answers, or takes a new token. */
  offer(): void {
    if (this.progress.value !== "offline" && this.progress.value !== "signed out") return;
    this.progress.value = "idle";
    if (this.isUnsaved.value) say("You can save again.", { label: "Save now", run: () => void this.save() });
  }

  /** The end of a dispute: a text that takes account of theirs. */
  settle(text: string): void {
    const { dispute } = this;
    if (dispute.value) this.base = dispute.value.theirs;
    dispute.value = null;
    this.result = null;
    this.notice.value = "";
    this.page.replace(text);
    this.keep();
  }

  /** A dispute goes on: this is what it comes to so far. */
  weigh(text: string): void {
    this.result = text;
    this.keep();
  }

  /** A dispute is put off: the text is what it was, and to save it begins the dispute anew. */
  postpone(): void {
    this.dispute.value = null;
    this.result = null;
    this.keep();
  }

  /** The editor is closed. What is not saved stays as a draft, wherever the note lies by then: there. Null: all is saved. */
  async leave(): Promise<string | null> {
    this.keep();
    const path = this.path.value;
    if (!this.isUnsaved.value) return null;
    if (this.base.version === null || notes.value.has(path)) return path;
    const last = await lastChange(path).catch(() => null);
    if (!last?.movedTo) return path;
    moveDraft(path, last.movedTo);
    return last.movedTo;
  }

  /** One thing at a time: nobody saves while a merge is under way. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(run);
    this.turn = mine.catch(() => {});
    return mine;
  }

  private async write(): Promise<boolean> {
    const [text, path, version] = [this.page.text(), this.path.value, this.base.version];
    if (text === this.base.text && version !== null) return true;
    this.progress.value = "saving";
    try {
      const done = await call<{ version: number; created: boolean }>("write_note", {
        path,
        body: text,
        if_version: version ?? 0,
      });
      this.saved({ text, version: done.version });
      if (done.created) look().catch(() => {});
      else wrote(done.version);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.code === "conflict") return await this.contradicted();
      this.failed(error);
      return false;
    }
  }

  private saved(base: Saved): void {
    this.base = base;
    this.progress.value = "idle";
    this.trouble.value = "";
    this.notice.value = "";
    this.place.value = "there";
    this.keep();
  }

  private failed(error: unknown): void {
    this.keep();
    this.trouble.value = "";
    if (error instanceof Unreachable) this.progress.value = "offline";
    else if (error instanceof SignedOut) this.progress.value = "signed out";
    else {
      this.progress.value = "refused";
      this.trouble.value = sentence(error);
    }
  }

  /** The vault has another version than the one that was changed here. True where it has this very text. */
  private async contradicted(): Promise<boolean> {
    this.progress.value = "idle";
    await this.catchUp((await lastChange(this.path.value).catch(() => null))?.by ?? "somebody else");
    return !this.isUnsaved.value && this.place.value === "there";
  }

  private async catchUp(by: string): Promise<void> {
    if (this.dispute.value) return;
    try {
      const theirs = await read(this.path.value);
      if (theirs) this.take(theirs, by);
      else await this.search(by);
    } catch (error) {
      this.failed(error);
    }
  }

  /** The note is not where it was: moved, or deleted. */
  private async search(by: string): Promise<void> {
    const last = await lastChange(this.path.value).catch(() => null);
    if (!last?.movedTo) {
      this.place.value = "deleted";
      this.base = { text: this.base.text, version: null };
      this.notice.value = `${last?.by ?? by} deleted this note. Saving it creates it again.`;
      return this.keep();
    }
    const from = this.path.value;
    this.keep();
    moveDraft(from, last.movedTo);
    this.path.value = last.movedTo;
    replace(noteHref(last.movedTo, { edit: "1" }));
    say(`${last.by} moved this note to ${last.movedTo.replace(/\.md$/, "")}.`);
    await this.catchUp(last.by);
  }

  private take(theirs: { text: string; version: number }, by: string): void {
    if (theirs.version === this.base.version) return;
    const mine = this.page.text();
    const base = this.base.text ?? common(mine.split("\n"), theirs.text.split("\n")).join("\n");
    const pieces = merge(base, mine, theirs.text);
    const text = merged(pieces);
    if (text === null) {
      this.dispute.value = { pieces, theirs, by };
      return;
    }
    const isForeign = theirs.text !== base;
    this.base = theirs;
    this.place.value = "there";
    if (text !== mine) this.page.replace(text);
    this.keep();
    if (!isForeign) return;
    this.notice.value = this.isUnsaved.value
      ? `Merged with what ${by} changed. Look it over, then save.`
      : `${by} changed this note just now. This is how it is.`;
  }

  private forget(): void {
    this.isDraftLost = false;
    dropDraft(this.path.value);
  }

  private async ancestor(version: number | null): Promise<string | null> {
    if (version === null) return "";
    const note = await call<{ text: string }>("read_note", { path: this.path.value, version }).catch(() => null);
    return note?.text ?? null;
  }

  private inWords(): string {
    const now = this.progress.value;
    if (now === "saving") return "Saving…";
    if (now === "refused") return "Not saved";
    if (now !== "idle" && this.isUnsaved.value) return `Not saved: ${now}`;
    if (this.isUnsaved.value) return "Unsaved changes";
    return { there: "Saved", new: "New note", deleted: "Deleted elsewhere" }[this.place.value];
  }
}

async function read(path: string): Promise<{ text: string; version: number } | null> {
  try {
    return await call<{ text: string; version: number }>("read_note", { path });
  } catch (error) {
    if (error instanceof Refused && error.code === "not_found") return null;
    throw error;
  }
}
