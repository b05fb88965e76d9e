/** What the vault's search finds while somebody types: asked a moment after the last key, late answers dropped. */

import { useEffect, useState } from "preact/hooks";
import { call } from "../vault/client";
import { sentence } from "../vault/errors";
import type { Listed } from "../vault/notes";

export interface Hit extends Listed {
  /** 0 where only the title holds the words. */
  line: number;
  snippet: string;
}

export interface Found {
  /** What was asked. */
  query: string;
  notes: Hit[];
  total: number;
  next_cursor: string | null;
  /** No note holds all of the words, so these hold some of them. */
  relaxed: boolean;
}

const AFTER_MS = 120;

export async function search(query: string, limit: number, cursor: string | null = null): Promise<Found> {
  const found = await call<Omit<Found, "query">>("search_notes", { query, limit, ...(cursor ? { cursor } : {}) });
  return { ...found, query };
}

export interface Searched {
  found: Found | null;
  trouble: string;
  isWaiting: boolean;
  set: (found: Found) => void;
}

const NOTHING = { found: null, trouble: "", isWaiting: false };

/** The last answer stays until the next is here. */
export function useSearch(query: string, limit: number): Searched {
  const [now, setNow] = useState<Omit<Searched, "set">>(NOTHING);
  useEffect(() => {
    if (!query.trim()) {
      setNow(NOTHING);
      return;
    }
    let isLate = false;
    setNow((before) => ({ ...before, isWaiting: true }));
    const timer = setTimeout(() => {
      search(query, limit).then(
        (found) => !isLate && setNow({ found, trouble: "", isWaiting: false }),
        (error) => !isLate && setNow({ found: null, trouble: sentence(error), isWaiting: false }),
      );
    }, AFTER_MS);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [query, limit]);
  return { ...now, set: (found) => setNow({ found, trouble: "", isWaiting: false }) };
}
