/** The page of who is signed in: a sidebar with places and the folder tree, and beside it the place that is open. */

import { useEffect } from "preact/hooks";
import { Banner } from "./banner";
import { Empty } from "./first_visit/empty";
import { FirstVisit } from "./first_visit/first_visit";
import { route } from "./route";
import { onShortcut } from "./search/shortcuts";
import { state } from "./session/session";
import { Sidebar } from "./sidebar";
import { Questions } from "./ui/dialog";
import { Icon } from "./ui/icon";
import { lazy } from "./ui/lazy";
import { Toasts } from "./ui/toast";
import { Waiting } from "./ui/waiting";
import { open, watch } from "./vault/changes";
import { isListed, notes } from "./vault/notes";
import { isDrawerOpen, isPaletteOpen, toggleDrawer } from "./view";

const PLACES = {
  note: lazy(() => import("./notes/note_place").then((part) => part.NotePlace)),
  file: lazy(() => import("./notes/file_place").then((part) => part.FilePlace)),
  history: lazy(() => import("./history/history_place").then((part) => part.HistoryPlace)),
  trash: lazy(() => import("./history/trash_place").then((part) => part.TrashPlace)),
  graph: lazy(() => import("./graph/graph_place").then((part) => part.GraphPlace)),
  activity: lazy(() => import("./activity/activity_place").then((part) => part.ActivityPlace)),
  connect: lazy(() => import("./connect/connect_place").then((part) => part.ConnectPlace)),
  account: lazy(() => import("./account/account_place").then((part) => part.AccountPlace)),
  search: lazy(() => import("./search/search_place").then((part) => part.SearchPlace)),
};
const Palette = lazy(() => import("./search/palette").then((part) => part.Palette));

export function App() {
  const isIn = state.value !== "signed out";
  useEffect(() => {
    if (isIn) begin();
  }, [isIn]);
  if (!isIn) return <FirstVisit />;
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to the note
      </button>
      <header class="top">
        <button type="button" class="quiet drawer-button" aria-label="Menu" onClick={() => toggleDrawer()}>
          <Icon name="menu" size={22} />
        </button>
        <Banner />
      </header>
      <Sidebar isOpen={isDrawerOpen.value} />
      {isDrawerOpen.value && <div class="veil" aria-hidden="true" onClick={() => toggleDrawer(false)} />}
      <main id="main" tabIndex={-1}>
        <Place />
      </main>
      {isPaletteOpen.value && <Palette />}
      <Questions />
      <Toasts />
    </div>
  );
}

function Place() {
  const { name, path } = route.value;
  const Known = PLACES[name as keyof typeof PLACES];
  if (Known) return <Known key={name === "note" || name === "file" ? "one" : `${name} ${path}`} />;
  if (!isListed.value) return <Waiting what="Opening your vault" />;
  const count = notes.value.size;
  return <Empty title={count > 1 ? "Open a note, or begin here" : "Your vault is ready"} />;
}

let hasBegun = false;

/** What happens once when somebody is signed in. */
function begin(): void {
  if (hasBegun) return;
  hasBegun = true;
  void openVault();
  document.addEventListener("keydown", onShortcut);
  window.addEventListener("hashchange", () => toggleDrawer(false));
}

const AGAIN_MS = 3_000;

/** List the notes, however long it takes until the server answers; what changes meanwhile is seen at the next look. */
async function openVault(): Promise<void> {
  try {
    await open();
    watch();
    // Whoever calls the palette types at once, and would type into the note until it is there.
    Palette.fetch().catch(() => {});
  } catch {
    setTimeout(openVault, AGAIN_MS);
  }
}
