/** The note that is open: its text, where its links lead and who links to it, read again when somebody changes it. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { noteHref, replace, route } from "../route";
import { type Change, type ChangedNote, movedTo, news, unmark } from "../vault/changes";
import { call } from "../vault/client";
import { Refused, sentence } from "../vault/errors";
import { notes } from "../vault/notes";
import { placeOf, type ResolvedLinks } from "./links";

export interface Heading {
  level: number;
  text: string;
  line: number;
}

export interface Backlink {
  path: string;
  line: number;
  link: string;
  context: string;
}

export interface Note {
  path: string;
  title: string;
  text: string;
  version: number;
  updated: string;
  tags: string[];
  outline: Heading[];
  links: ResolvedLinks;
  backlinks: Backlink[];
}

export interface Foreign {
  change: Change;
  action: string;
}

interface Opened {
  note: Note | null;
  isMissing: boolean;
  trouble: string;
  /** What somebody else has done to the note while it was open. */
  foreign: Foreign | null;
}

const NOTHING: Opened = { note: null, isMissing: false, trouble: "", foreign: null };
const NO_LINKS = { links: [], backlinks: [] };

/** `isEditing`: the editor has the note, and looks after it by itself. */
export function useOpenNote(path: string, version: string | null, isEditing: boolean) {
  const opened = useSignal<Opened>(NOTHING);
  const wanted = useRef("");
  /** The version at which the note was opened: what is older is no news. */
  const openedAt = useRef(0);
  const asked = `${path}@${version}`;
  wanted.current = asked;
  const read = async () => {
    try {
      const note = await readNote(path, version);
      if (wanted.current !== asked) return;
      if (note.path !== path) replace(noteHref(note.path, Object.fromEntries(route.value.query)));
      else opened.value = withNote(opened.value, note);
      openedAt.current ||= note.version;
    } catch (error) {
      if (wanted.current !== asked) return;
      const isMissing = error instanceof Refused && error.code === "not_found";
      opened.value = { ...opened.value, isMissing, trouble: isMissing ? "" : sentence(error) };
    }
  };

  useEffect(() => {
    const isHere = opened.value.note?.path === path;
    const isMoved = movedTo(opened.value.foreign?.action ?? "") === path;
    openedAt.current = isHere ? openedAt.current : 0;
    if (!isHere) opened.value = { ...NOTHING, foreign: isMoved ? opened.value.foreign : null };
    if (!isEditing || !isHere) void read();
    unmark(path);
  }, [path, version, isEditing]);

  const listed = notes.value.get(path)?.version ?? 0;
  useEffect(() => {
    const { note, isMissing, foreign } = opened.value;
    const isGone = isMissing || foreign?.action === "deleted";
    if (!isEditing && !version && (note || isGone) && listed > (isGone ? 0 : (note?.version ?? 0))) void read();
  }, [listed, isEditing]);

  const latestNews = news.value;
  const known = useRef(latestNews);
  useEffect(() => {
    if (isEditing || latestNews === known.current) return;
    known.current = latestNews;
    const foreign = latestNews
      .map((change) => told(change, path, openedAt.current, opened.value.note))
      .find((one) => one !== null);
    if (foreign) {
      opened.value = { ...opened.value, foreign };
      const to = movedTo(foreign.action);
      if (to) return replace(placeOf(to));
    }
    if (foreign?.action !== "deleted") void read();
    unmark(path);
  }, [latestNews]);

  const dismiss = () => {
    opened.value = { ...opened.value, foreign: null };
  };
  return { ...opened.value, read, dismiss };
}

async function readNote(path: string, version: string | null): Promise<Note> {
  const asked = version ? { path, version: Number(version) } : { path };
  const [note, linked] = await Promise.all([
    call<Omit<Note, "links" | "backlinks">>("read_note", asked),
    call<Pick<Note, "links" | "backlinks">>("get_backlinks", { path }).catch(() => NO_LINKS),
  ]);
  return { ...note, ...linked };
}

function isSame(one: Note | null, other: Note): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A note that is here was not deleted; one that is the same is not drawn again. */
function withNote(opened: Opened, note: Note): Opened {
  const foreign = opened.foreign?.action === "deleted" ? null : opened.foreign;
  return { note: isSame(opened.note, note) ? opened.note : note, foreign, isMissing: false, trouble: "" };
}

function told(change: Change, path: string, openedAt: number, now: Note | null): Foreign | null {
  const touched = change.notes.find((one: ChangedNote) => one.path === path);
  const isNews = touched && (touched.version ? touched.version > openedAt : change.change > (now?.version ?? 0));
  return isNews ? { change, action: touched.action } : null;
}
