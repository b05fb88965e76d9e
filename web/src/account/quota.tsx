/** How full the vault is. */

import { grouped, sized } from "../ui/sizes";
import { LimitBar } from "./limit_bar";
import type { Me } from "./me";

export function Quota({ vault }: { vault: Me["vault"] }) {
  const { notes, notes_max, bytes, bytes_max } = vault;
  return (
    <>
      <LimitBar name="Notes" used={notes} max={notes_max} said={`${grouped(notes)} of ${grouped(notes_max)}`} />
      <LimitBar name="Space" used={bytes} max={bytes_max} said={`${sized(bytes)} of ${sized(bytes_max)}`} />
    </>
  );
}
