/** Lays a graph out beside the page, so that the page never waits for it. */

import { Layout } from "./layout";
import type { FromWorker, ToWorker } from "./messages";

const TOLD_EVERY_MS = 33;
const FREE_MAX = 2;
let layout: Layout | null = null;
let number = 0;
let isRunning = false;
let free: Float32Array<ArrayBuffer>[] = [];

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "begin") {
    layout = new Layout(data.links, data.known, data.heat);
    number = data.layout;
    free = [];
  } else if (data.kind === "hold") layout?.hold(data.node, data.x, data.y);
  else if (data.kind === "release") layout?.release();
  else if (data.positions.length === (layout?.xs.length ?? 0) * 2 && free.length < FREE_MAX) free.push(data.positions);
  if (data.kind !== "used" && !isRunning) run();
});

/** Step until it is time to tell, tell, and let messages in. */
function run(): void {
  if (!layout) return;
  isRunning = true;
  const until = performance.now() + TOLD_EVERY_MS;
  while (!layout.isSettled && performance.now() < until) layout.step();
  tell(layout);
  isRunning = !layout.isSettled;
  if (isRunning) setTimeout(run);
}

function tell({ xs, ys, isSettled }: Layout): void {
  const positions = free.pop() ?? new Float32Array(xs.length * 2);
  for (let i = 0; i < xs.length; i++) {
    positions[i * 2] = xs[i] as number;
    positions[i * 2 + 1] = ys[i] as number;
  }
  const told: FromWorker = { layout: number, positions, isSettled };
  self.postMessage(told, { transfer: [positions.buffer] });
}
