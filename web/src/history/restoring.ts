/** Notes brought back from the trash, or to an earlier version. */

import { go, noteHref } from "../route";
import { complain, say } from "../ui/toast";
import { look } from "../vault/changes";
import { call } from "../vault/client";

/** True when it is done. A version is needed for a note that is there. */
export async function restore(path: string, version?: number): Promise<boolean> {
  try {
    const done = await call<{ path: string }>("restore_note", { path, ...(version ? { version } : {}) });
    say(`Restored ${done.path}.`, { label: "Open", run: () => go(noteHref(done.path)) });
    await look();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
