/** The changes that a list shows: the newest page, more on demand, and whatever is done meanwhile. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type Change, seen } from "../vault/changes";
import { sentence } from "../vault/errors";
import { type Asked, merged, page } from "./log";

export interface Log {
  changes: Change[] | null;
  trouble: string;
  /** Undefined when there are no earlier ones. */
  more: (() => Promise<void>) | undefined;
}

export function useLog(asked: Asked): Log {
  const [changes, setChanges] = useState<Change[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const question = JSON.stringify(asked);
  const current = useRef(question);
  const last = seen.value;

  const take = async (isNew: boolean, from: string | null) => {
    try {
      const found = await page(asked, from);
      if (current.current !== question) return;
      setChanges((before) => (isNew || !before ? found.changes : merged(before, found.changes)));
      setCursor((before) => (isNew || from ? found.next_cursor : before));
      setTrouble("");
    } catch (error) {
      if (current.current === question) setTrouble(sentence(error));
    }
  };
  useEffect(() => {
    current.current = question;
    setChanges(null);
    void take(true, null);
  }, [question]);
  useEffect(() => {
    if (changes && last !== null) void take(false, null);
  }, [last]);
  return { changes, trouble, more: cursor ? () => take(false, cursor) : undefined };
}
