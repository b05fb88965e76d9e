/** The same graph as a list: the notes with the most links first. */

import { useState } from "preact/hooks";
import { hrefOf, noteHref } from "../route";
import { at, type Graph } from "./graph";

const PAGE_NOTES = 200;

export function GraphList({ graph }: { graph: Graph }) {
  const [shown, setShown] = useState(PAGE_NOTES);
  const ranked = [...graph.paths.keys()].sort((a, b) => at(graph.degrees, b) - at(graph.degrees, a));
  return (
    <div class="graph-list scrolls">
      <table class="list">
        <caption class="visually-hidden">Notes by number of links</caption>
        <thead>
          <tr>
            <th scope="col">Note</th>
            <th scope="col" class="number">
              Links
            </th>
            <th scope="col">Around it</th>
          </tr>
        </thead>
        <tbody>
          {ranked.slice(0, shown).map((node) => {
            const path = graph.paths[node] as string;
            return (
              <tr key={path}>
                <td>
                  <a href={noteHref(path)}>{path}</a>
                </td>
                <td class="number">{at(graph.degrees, node)}</td>
                <td>
                  <a aria-label={`Graph around ${path}`} href={hrefOf("graph", path)}>
                    Graph
                  </a>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown < ranked.length && (
        <button type="button" onClick={() => setShown(shown + PAGE_NOTES)}>
          Show more
        </button>
      )}
    </div>
  );
}
