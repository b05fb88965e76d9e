/** Where to go: search, the places of the page, and the folder tree. */

import { hrefOf, route } from "./route";
import { theme, toggleTheme } from "./theme";
import { create } from "./tree/moves";
import { Tree } from "./tree/tree";
import { Icon, type IconName } from "./ui/icon";
import { Waiting } from "./ui/waiting";
import { isListed } from "./vault/notes";
import { openPalette } from "./view";

const PLACES: { name: string; label: string; icon: IconName }[] = [
  { name: "notes", label: "Home", icon: "notes" },
  { name: "graph", label: "Graph", icon: "graph" },
  { name: "history", label: "History", icon: "history" },
  { name: "trash", label: "Trash", icon: "trash" },
  { name: "activity", label: "Activity", icon: "activity" },
  { name: "connect", label: "Connect", icon: "connect" },
  { name: "account", label: "Account", icon: "account" },
];

export function Sidebar({ isOpen }: { isOpen: boolean }) {
  return (
    <aside class={isOpen ? "sidebar is-open" : "sidebar"} aria-label="Vault">
      <div class="row brand">
        <a href="#/notes" class="row">
          <img src="/assets/icon.svg" alt="" width="24" height="24" /> <strong>Notes Vault</strong>
        </a>
        <button
          type="button"
          class="quiet"
          aria-label={`Use ${theme.value === "dark" ? "light" : "dark"} colours`}
          onClick={toggleTheme}
        >
          <Icon name={theme.value === "dark" ? "sun" : "moon"} />
        </button>
      </div>
      <button type="button" class="search-button" onClick={openPalette}>
        <Icon name="search" size={16} /> <span>Search or do…</span> <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label="Places" class="places">
        {PLACES.map(({ name, label, icon }) => (
          <a key={name} href={hrefOf(name)} aria-current={route.value.name === name ? "page" : undefined} title={label}>
            <Icon name={icon} /> <span>{label}</span>
          </a>
        ))}
      </nav>
      <div class="row tree-head">
        <h2>Notes</h2>
        <button type="button" class="quiet" aria-label="New note" title="New note" onClick={() => void create()}>
          <Icon name="plus" />
        </button>
      </div>
      {isListed.value ? <Tree /> : <Waiting what="Listing" />}
    </aside>
  );
}
