/** How the notes hang together: all of them, or those around one. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import "../styles/graph.css";
import { go, noteHref, route } from "../route";
import { Waiting } from "../ui/waiting";
import { seen } from "../vault/changes";
import { read } from "../vault/client";
import { sentence } from "../vault/errors";
import { nameOf, notes } from "../vault/notes";
import { areSame, EMPTY } from "./graph";
import { GraphCanvas } from "./graph_canvas";
import { GraphFilter } from "./graph_filter";
import { GraphList } from "./graph_list";
import { Legend } from "./legend";
import { type Linked, type Scope, wholeGraph, within } from "./scope";

export function GraphPlace() {
  const { path } = route.value;
  const [linked, setLinked] = useState<Linked | null>(null);
  const [trouble, setTrouble] = useState("");
  const [isList, setList] = useState(false);
  const [scope, setScope] = useState<Scope>({
    folder: "",
    tag: "",
    text: "",
    hasOrphans: true,
    around: path,
    depth: 1,
  });
  const last = seen.value;
  useEffect(() => {
    read("vault://graph").then(
      (text) => setLinked(JSON.parse(text) as Linked),
      (error) => setTrouble(sentence(error)),
    );
  }, [last]);
  const listed = notes.value;
  const whole = useMemo(() => (linked ? wholeGraph(linked, listed) : EMPTY), [linked, listed]);
  const shown = useRef(EMPTY);
  const graph = useMemo(() => within(whole, listed, scope), [whole, scope]);
  if (!areSame(graph, shown.current)) shown.current = graph;
  const title = path ? `Around ${nameOf(path)}` : "Graph";
  return (
    <article class="graph-place">
      <header>
        <h1>{title}</h1>
        <GraphFilter scope={scope} onChange={(part) => setScope({ ...scope, ...part })} />
        <button type="button" aria-pressed={isList} onClick={() => setList(!isList)}>
          Show as a list
        </button>
      </header>
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {!linked && !trouble && <Waiting what="Following the links" />}
      {linked && graph.paths.length === 0 && <p class="graph-nothing">No note is like this.</p>}
      {linked && graph.paths.length > 0 && (
        <>
          {isList ? (
            <GraphList graph={shown.current} />
          ) : (
            <GraphCanvas graph={shown.current} around={path} onOpen={(one) => go(noteHref(one))} />
          )}
          <Legend paths={graph.paths} folder={scope.folder} onFolder={(folder) => setScope({ ...scope, folder })} />
        </>
      )}
    </article>
  );
}
