/** The names of notes, where they are large enough or looked at, and none over another. */

import type { Theme } from "../theme";
import { INKS } from "./colours";
import { at } from "./graph";
import type { Scene } from "./scene";

const LABELS_MAX = 120;
const LABEL_RADIUS_PX = 8;
const LABEL_SCALE = 1.1;
const LETTER_PX = 6.4;
const HEIGHT_PX = 15;
const BELOW_PX = 14;

/** Left, top, right and bottom of each name that is written. */
const taken = new Float32Array(LABELS_MAX * 4);
let count = 0;

export function drawLabels(context: CanvasRenderingContext2D, scene: Scene, theme: Theme): void {
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = INKS[theme].paper;
  context.fillStyle = INKS[theme].ink;
  count = 0;
  if (scene.looked >= 0) drawAround(context, scene);
  else drawLargest(context, scene);
}

function drawAround(context: CanvasRenderingContext2D, scene: Scene): void {
  const { graph, looked } = scene;
  write(context, scene, looked);
  const last = at(graph.starts, looked + 1);
  for (let place = at(graph.starts, looked); place < last; place++) write(context, scene, at(graph.neighbours, place));
}

function drawLargest(context: CanvasRenderingContext2D, scene: Scene): void {
  const { ranked, camera, middle } = scene;
  if (middle >= 0) write(context, scene, middle);
  for (let rank = 0; rank < ranked.length && count < LABELS_MAX; rank++) {
    const node = at(ranked, rank);
    if (camera.scale < LABEL_SCALE && scene.radiusOf(node) < LABEL_RADIUS_PX) break;
    if (node !== middle && scene.isInSight(node)) write(context, scene, node);
  }
}

function write(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
  const x = scene.screenX(node);
  const y = scene.screenY(node) + scene.radiusOf(node) + BELOW_PX;
  const name = scene.names[node] as string;
  if (!takes(x, y, (name.length * LETTER_PX) / 2)) return;
  context.strokeText(name, x, y);
  context.fillText(name, x, y);
}

/** False where another name stands, or there are enough. */
function takes(x: number, y: number, half: number): boolean {
  if (count === LABELS_MAX) return false;
  const top = y - HEIGHT_PX;
  for (let i = 0; i < count * 4; i += 4) {
    const isAside = x + half < at(taken, i) || x - half > at(taken, i + 2);
    if (!isAside && y > at(taken, i + 1) && top < at(taken, i + 3)) return false;
  }
  taken[count * 4] = x - half;
  taken[count * 4 + 1] = top;
  taken[count * 4 + 2] = x + half;
  taken[count * 4 + 3] = y;
  count++;
  return true;
}
