/** What lies open over the page: the drawer of a narrow screen, the palette. */

import { signal } from "@preact/signals";

export const isDrawerOpen = signal(false);
export const isPaletteOpen = signal(false);

export function toggleDrawer(isOpen = !isDrawerOpen.value): void {
  isDrawerOpen.value = isOpen;
}

export function openPalette(): void {
  isPaletteOpen.value = true;
}
