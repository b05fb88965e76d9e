/** Mouse and fingers on the graph: drag the plane or a note, pinch or turn the wheel to zoom, click to open. */

import type { Stage } from "./stage";

const CLICK_PX = 5;
const WHEEL_ZOOM = 0.0015;
const WHEEL_LINE_PX = 16;

interface Held {
  x: number;
  y: number;
}

export function listen(stage: Stage, open: (node: number) => void): () => void {
  const { canvas, scene } = stage;
  const held = new Map<number, Held>();
  let dragged = -1;
  let movedPx = 0;

  const down = (event: PointerEvent) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    movedPx = held.size > 1 ? CLICK_PX : 0;
    dragged = held.size > 1 ? -1 : scene.nodeAt(event.offsetX, event.offsetY);
  };
  const move = (event: PointerEvent) => {
    const [x, y] = [event.offsetX, event.offsetY];
    const before = held.get(event.pointerId);
    if (!before) {
      stage.hover(scene.nodeAt(x, y));
      canvas.style.cursor = scene.hovered >= 0 ? "pointer" : "grab";
      return;
    }
    movedPx += Math.hypot(x - before.x, y - before.y);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const now = Math.hypot(x - other.x, y - other.y);
      stage.zoom(now / Math.max(1, was), (x + other.x) / 2, (y + other.y) / 2);
      stage.pan((x - before.x) / 2, (y - before.y) / 2);
    } else if (dragged < 0) stage.pan(x - before.x, y - before.y);
    else if (movedPx >= CLICK_PX) stage.hold(dragged, x, y);
    held.set(event.pointerId, { x, y });
  };
  const up = (event: PointerEvent) => {
    if (!held.delete(event.pointerId)) return;
    if (dragged >= 0 && movedPx >= CLICK_PX) stage.release();
    else if (dragged >= 0 && event.type === "pointerup") open(dragged);
    dragged = -1;
  };
  const leave = () => stage.hover(-1);
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1);
    stage.zoom(Math.exp(-turned * WHEEL_ZOOM), event.offsetX, event.offsetY);
  };

  const stop = new AbortController();
  const { signal } = stop;
  canvas.addEventListener("pointerdown", down, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  canvas.addEventListener("pointerup", up, { signal });
  canvas.addEventListener("pointercancel", up, { signal });
  canvas.addEventListener("pointerleave", leave, { signal });
  canvas.addEventListener("wheel", wheel, { signal, passive: false });
  return () => stop.abort();
}
