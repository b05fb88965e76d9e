/** The graph as a picture: with the mouse, by touch, and by keys, which say where they are. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { at, type Graph } from "./graph";
import { listen } from "./pointing";
import { Stage } from "./stage";

const ZOOM = 1.3;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Looked {
  path: string;
  text: string;
  x: number;
  y: number;
}

interface GraphCanvasProps {
  graph: Graph;
  /** The note that it is around, "" for none. */
  around: string;
  onOpen: (path: string) => void;
}

export function GraphCanvas({ graph, around, onOpen }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const made = new Stage(canvas.current as HTMLCanvasElement);
    const open = (node: number) => onOpen(made.scene.graph.paths[node] ?? "");
    const silence = listen(made, open);
    made.onLook = () => setLooked(lookedOf(made));
    made.onSettled = () => {
      setSettled(true);
      setLooked(lookedOf(made));
    };
    stage.current = made;
    return () => {
      silence();
      made.destroy();
    };
  }, []);
  useEffect(() => {
    setSettled(false);
    stage.current?.show(graph, around);
  }, [graph]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (stage.current && press(stage.current, event, onOpen)) event.preventDefault();
  };
  return (
    <div class="graph-picture">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a canvas that takes the arrow keys itself */}
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={`Graph of ${graph.paths.length} notes and ${graph.links.length / 2} links. Arrow keys go from note to note, Enter opens, plus and minus zoom.`}
        data-settled={isSettled}
        onKeyDown={onKeyDown}
      />
      <p class="visually-hidden" role="status" data-path={looked?.path} data-x={looked?.x} data-y={looked?.y}>
        {looked?.text}
      </p>
      <div class="graph-zoom">
        <button type="button" aria-label="Zoom in" onClick={() => stage.current?.zoom(ZOOM)}>
          <Icon name="plus" size={16} />
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => stage.current?.zoom(1 / ZOOM)}>
          <Icon name="minus" size={16} />
        </button>
        <button type="button" onClick={() => stage.current?.fit()}>
          Fit
        </button>
      </div>
    </div>
  );
}

/** Where the note that is looked at is in the picture, and what it is. */
function lookedOf({ scene }: Stage): Looked | null {
  const node = scene.looked;
  const path = scene.graph.paths[node];
  if (path === undefined || node * 2 >= scene.positions.length) return null;
  const links = at(scene.graph.degrees, node);
  const text = `${path}, ${links} ${links === 1 ? "link" : "links"}`;
  return { path, text, x: Math.round(scene.screenX(node)), y: Math.round(scene.screenY(node)) };
}

/** False for a key that means nothing here. */
function press(stage: Stage, event: KeyboardEvent, onOpen: (path: string) => void): boolean {
  const { scene } = stage;
  const arrow = ARROWS[event.key];
  const path = scene.graph.paths[scene.active];
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (arrow) stage.activate(scene.nodeTowards(...arrow));
  else if (event.key === "Enter" && path) onOpen(path);
  else if (event.key === "+" || event.key === "=") stage.zoom(ZOOM);
  else if (event.key === "-") stage.zoom(1 / ZOOM);
  else if (event.key === "0") stage.fit();
  else if (event.key === "Escape" && scene.active >= 0) stage.activate(-1);
  else return false;
  return true;
}
