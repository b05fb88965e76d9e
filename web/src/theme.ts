/** Light or dark: as the system has it, until somebody chooses. */

import { effect, signal } from "@preact/signals";
import { keep, kept } from "./session/storage";

export type Theme = "light" | "dark";

const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");
const system = (): Theme => (systemIsDark.matches ? "dark" : "light");

export const theme = signal<Theme>(kept<Theme>("theme") ?? system());

systemIsDark.addEventListener("change", () => {
  if (!kept("theme")) theme.value = system();
});

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  keep("theme", theme.value);
}
