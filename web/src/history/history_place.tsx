/** What happened: in the whole vault, or in one note. */

import "../styles/history.css";
import { route } from "../route";
import { NoteHistory } from "./note_history";
import { Timeline } from "./timeline";

export function HistoryPlace() {
  const { path } = route.value;
  return path ? <NoteHistory path={path} /> : <Timeline />;
}
