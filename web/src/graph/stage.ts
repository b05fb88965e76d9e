/** A canvas with a graph on it: laid out by the worker, drawn when something moved, still otherwise. */

import { effect } from "@preact/signals";
import { theme } from "../theme";
import { draw } from "./drawing";
import type { Graph } from "./graph";
import type { FromWorker, ToWorker } from "./messages";
import { Scene } from "./scene";
import { startWorker } from "./worker";

const HEAT_NEW = 1;
const HEAT_KNOWN = 0.3;
const STILL_MS = 150;

export class Stage {
  readonly scene = new Scene();
  readonly canvas: HTMLCanvasElement;
  /** Told when the layout has come to rest, and when another note is looked at. */
  onSettled = (): void => {};
  onLook = (): void => {};
  /** False once somebody has moved the view, which then stays where they put it. */
  isFitting = true;
  private readonly context: CanvasRenderingContext2D;
  private readonly worker = startWorker();
  private readonly sizes = new ResizeObserver(() => this.resize());
  private readonly stopTheme: () => void;
  private frame = 0;
  private still = 0;
  private layout = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.take(data));
    this.sizes.observe(canvas);
    this.stopTheme = effect(() => {
      void theme.value;
      this.redraw();
    });
  }

  /** Lay out a graph; a note that was shown before begins where it was. */
  show(graph: Graph, around: string): void {
    const { scene } = this;
    const before = new Map(scene.graph.paths.map((path, node) => [path, node * 2]));
    const known = new Float32Array(graph.paths.length * 2).fill(Number.NaN);
    let count = 0;
    graph.paths.forEach((path, node) => {
      const place = before.get(path);
      if (place === undefined || place >= scene.positions.length) return;
      known.set(scene.positions.subarray(place, place + 2), node * 2);
      count++;
    });
    scene.show(graph, around);
    scene.positions = new Float32Array(0);
    const heat = count > graph.paths.length / 2 ? HEAT_KNOWN : HEAT_NEW;
    this.tell({ kind: "begin", layout: ++this.layout, links: graph.links, known, heat });
  }

  redraw(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      draw(this.context, this.scene, theme.peek());
    });
  }

  fit(): void {
    this.isFitting = true;
    this.scene.camera.fit(this.scene.positions, this.scene.width, this.scene.height);
    this.redraw();
  }

  zoom(factor: number, x = this.scene.width / 2, y = this.scene.height / 2): void {
    this.isFitting = false;
    this.scene.camera.zoom(factor, x, y);
    this.moved();
  }

  pan(dx: number, dy: number): void {
    this.isFitting = false;
    this.scene.camera.pan(dx, dy);
    this.moved();
  }

  hover(node: number): void {
    if (node === this.scene.hovered) return;
    this.scene.hovered = node;
    this.onLook();
    this.redraw();
  }

  /** The keys go to a note, which is brought into sight. */
  activate(node: number): void {
    const { scene } = this;
    scene.active = node;
    if (node >= 0) {
      const [x, y] = [scene.screenX(node), scene.screenY(node)];
      if (x < 0 || y < 0 || x > scene.width || y > scene.height) this.pan(scene.width / 2 - x, scene.height / 2 - y);
    }
    this.onLook();
    this.redraw();
  }

  hold(node: number, x: number, y: number): void {
    const { camera } = this.scene;
    this.isFitting = false;
    this.tell({ kind: "hold", node, x: camera.toPlaneX(x), y: camera.toPlaneY(y) });
  }

  release(): void {
    this.tell({ kind: "release" });
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.still);
    this.stopTheme();
    this.sizes.disconnect();
    this.worker.terminate();
  }

  /** The whole picture moves: it is drawn in full once it is still. */
  private moved(): void {
    this.scene.isMoving = true;
    clearTimeout(this.still);
    this.still = window.setTimeout(() => {
      this.scene.isMoving = false;
      this.redraw();
    }, STILL_MS);
    this.redraw();
  }

  private take({ layout, positions, isSettled }: FromWorker): void {
    if (layout !== this.layout) return;
    const used = this.scene.positions;
    this.scene.positions = positions;
    if (used.length) this.tell({ kind: "used", positions: used }, [used.buffer]);
    if (this.isFitting) this.fit();
    this.moved();
    if (isSettled) this.onSettled();
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.scene.width = clientWidth;
    this.scene.height = clientHeight;
    if (this.isFitting) this.fit();
    this.redraw();
  }

  private tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
