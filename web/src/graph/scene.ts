/** What there is to draw: the graph, where its notes lie, what is looked at, and through which camera. */

import { nameOf } from "../vault/notes";
import { Camera } from "./camera";
import { type Colours, coloursOf } from "./colours";
import { at, EMPTY, type Graph } from "./graph";

const RADIUS_PX = 3.2;
const RADIUS_PER_ROOT = 1.3;
const RADIUS_MAX_PX = 18;
const BEYOND_PX = 30;
/** A finger or a mouse need not hit a small note exactly. */
const NEAR_PX = 10;

export class Scene {
  graph: Graph = EMPTY;
  positions = new Float32Array(0);
  colours: Colours = coloursOf([]);
  radii = new Float32Array(0);
  names: string[] = [];
  /** Notes with many links first: their names are written first. */
  ranked = new Int32Array(0);
  readonly camera = new Camera();
  /** The note under the mouse, and the one that the keys are at; -1 for none. */
  hovered = -1;
  active = -1;
  /** The note that a local graph is around. */
  middle = -1;
  width = 0;
  height = 0;
  /** Moved a moment ago, and likely to be moved again. */
  isMoving = false;

  show(graph: Graph, around: string): void {
    const active = this.graph.paths[this.active];
    this.graph = graph;
    this.names = graph.paths.map(nameOf);
    this.colours = coloursOf(graph.paths);
    this.radii = Float32Array.from(graph.degrees, (degree) =>
      Math.min(RADIUS_MAX_PX, RADIUS_PX + RADIUS_PER_ROOT * Math.sqrt(degree)),
    );
    this.ranked = Int32Array.from(graph.paths.keys()).sort((a, b) => at(graph.degrees, b) - at(graph.degrees, a));
    this.hovered = -1;
    this.middle = graph.paths.indexOf(around);
    this.active = active === undefined ? -1 : graph.paths.indexOf(active);
  }

  /** The note that everything else stands back for. */
  get looked(): number {
    return this.hovered >= 0 ? this.hovered : this.active;
  }

  screenX(node: number): number {
    return this.camera.toScreenX(at(this.positions, node * 2));
  }

  screenY(node: number): number {
    return this.camera.toScreenY(at(this.positions, node * 2 + 1));
  }

  /** Notes keep most of their size when one zooms out, and grow slowly when one zooms in. */
  radiusOf(node: number): number {
    return at(this.radii, node) * Math.min(2, Math.max(0.35, Math.sqrt(this.camera.scale)));
  }

  isInSight(node: number): boolean {
    const x = this.screenX(node);
    const y = this.screenY(node);
    return x > -BEYOND_PX && y > -BEYOND_PX && x < this.width + BEYOND_PX && y < this.height + BEYOND_PX;
  }

  nodeAt(x: number, y: number): number {
    let found = -1;
    let best = Number.POSITIVE_INFINITY;
    for (let node = 0; node < this.graph.paths.length; node++) {
      const distance = Math.hypot(this.screenX(node) - x, this.screenY(node) - y) - this.radiusOf(node);
      if (distance < NEAR_PX && distance < best) {
        best = distance;
        found = node;
      }
    }
    return found;
  }

  /** The nearest note that lies more in this direction than aside of it. */
  nodeTowards(dx: number, dy: number): number {
    if (this.active < 0) return this.graph.paths.length ? at(this.ranked, 0) : -1;
    let found = this.active;
    let best = Number.POSITIVE_INFINITY;
    const [x, y] = [this.screenX(this.active), this.screenY(this.active)];
    for (let node = 0; node < this.graph.paths.length; node++) {
      const along = (this.screenX(node) - x) * dx + (this.screenY(node) - y) * dy;
      const aside = Math.abs((this.screenX(node) - x) * dy) + Math.abs((this.screenY(node) - y) * dx);
      if (node === this.active || along <= 0 || aside > along) continue;
      if (along + aside < best) {
        best = along + aside;
        found = node;
      }
    }
    return found;
  }
}
