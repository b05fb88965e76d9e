/** Who is signed in, what their vault holds, and what is left of its limits. */

import { api } from "../vault/request";

/** Times are unix seconds. */
export interface Me {
  user_id: string;
  name: string;
  picture: string;
  created_at: number | null;
  /** The id of this page's own grant. */
  grant: string;
  vault: { seq: number; notes: number; notes_max: number; bytes: number; bytes_max: number };
  calls: { limit_per_minute: number; remaining: number; resets_at: number };
}

export async function me(): Promise<Me> {
  return await api<Me>("/me");
}
