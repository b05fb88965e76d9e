/** Draws a scene: all links in one stroke, the notes of one colour in one fill, names where there is room. */

import type { Theme } from "../theme";
import { colour, INKS } from "./colours";
import { at } from "./graph";
import { drawLabels } from "./labels";
import type { Scene } from "./scene";

const DOT_PX = 2;
const RING_PX = 4;
const FAINT = 0.18;
/** Without a graphics card lines wider than a pixel of the screen take a hundred times as long. */
const WIDE_LINKS_MAX = 1_500;
/** Nobody can follow one of more lines than these while they move. */
const MOVING_LINKS_MAX = 4_000;
const CIRCLE = Math.PI * 2;

export function draw(context: CanvasRenderingContext2D, scene: Scene, theme: Theme): void {
  const ink = INKS[theme];
  context.clearRect(0, 0, scene.width, scene.height);
  if (scene.positions.length < scene.graph.paths.length * 2) return;
  const isLooking = scene.looked >= 0;
  const isWide = scene.graph.links.length / 2 <= WIDE_LINKS_MAX;
  context.lineWidth = isWide ? 1.2 : 1 / (window.devicePixelRatio || 1);
  context.strokeStyle = ink.link;
  context.globalAlpha = isLooking ? FAINT * 2 : 1;
  drawLinks(context, scene);
  context.globalAlpha = isLooking ? FAINT : 1;
  for (let place = 0; place < scene.colours.names.length; place++) {
    context.fillStyle = colour(place, theme);
    drawNodes(context, scene, place);
  }
  context.globalAlpha = 1;
  context.strokeStyle = ink.accent;
  context.lineWidth = 1.6;
  if (scene.middle >= 0) ring(context, scene, scene.middle);
  if (isLooking) drawLooked(context, scene, theme);
  drawLabels(context, scene, theme);
}

function drawLinks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { links } = scene.graph;
  const step = scene.isMoving ? Math.ceil(links.length / 2 / MOVING_LINKS_MAX) : 1;
  context.beginPath();
  for (let link = 0; link < links.length; link += step * 2) line(context, scene, at(links, link), at(links, link + 1));
  context.stroke();
}

function line(context: CanvasRenderingContext2D, scene: Scene, from: number, to: number): void {
  const x = scene.screenX(from);
  const y = scene.screenY(from);
  const toX = scene.screenX(to);
  const toY = scene.screenY(to);
  if ((x < 0 && toX < 0) || (y < 0 && toY < 0)) return;
  if ((x > scene.width && toX > scene.width) || (y > scene.height && toY > scene.height)) return;
  context.moveTo(x, y);
  context.lineTo(toX, toY);
}

function drawNodes(context: CanvasRenderingContext2D, scene: Scene, place: number): void {
  context.beginPath();
  for (let node = 0; node < scene.graph.paths.length; node++) {
    if (scene.colours.of[node] === place && scene.isInSight(node)) dot(context, scene, node);
  }
  context.fill();
}

function dot(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
  const x = scene.screenX(node);
  const y = scene.screenY(node);
  const radius = scene.radiusOf(node);
  if (radius < DOT_PX) {
    context.rect(x - radius, y - radius, radius * 2, radius * 2);
    return;
  }
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, CIRCLE);
}

/** The note that is looked at, its links, and the notes they lead to. */
function drawLooked(context: CanvasRenderingContext2D, scene: Scene, theme: Theme): void {
  const { looked, graph } = scene;
  const [first, last] = [at(graph.starts, looked), at(graph.starts, looked + 1)];
  context.beginPath();
  for (let place = first; place < last; place++) line(context, scene, looked, at(graph.neighbours, place));
  context.stroke();
  for (let place = first; place < last; place++) drawOne(context, scene, at(graph.neighbours, place), theme);
  drawOne(context, scene, looked, theme);
  ring(context, scene, looked);
}

function ring(context: CanvasRenderingContext2D, scene: Scene, node: number): void {
  context.beginPath();
  context.arc(scene.screenX(node), scene.screenY(node), scene.radiusOf(node) + RING_PX, 0, CIRCLE);
  context.stroke();
}

function drawOne(context: CanvasRenderingContext2D, scene: Scene, node: number, theme: Theme): void {
  context.fillStyle = colour(scene.colours.of[node] as number, theme);
  context.beginPath();
  dot(context, scene, node);
  context.fill();
}
