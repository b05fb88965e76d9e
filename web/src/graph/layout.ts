/**
 * Where notes lie: links pull, notes push each other away, all are drawn a little to the middle.
 *
 * The same graph from the same start comes out the same: nothing here is random.
 */

import { Quadtree } from "./quadtree";

const PUSH = 70;
const LINK_PX = 34;
const TO_MIDDLE = 0.07;
const KEPT_SPEED = 0.62;
const THETA = 0.9;
const HEAT_MIN = 0.004;
const COOLED_PER_STEP = 0.975;
const SPIRAL_PX = 11;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

export class Layout {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  private readonly speedX: Float64Array;
  private readonly speedY: Float64Array;
  private readonly tree: Quadtree;
  private readonly degrees: Int32Array;
  private readonly links: Int32Array;
  private held = -1;
  private heat: number;

  /** `known` holds x and y of each note, NaN where a note has no place yet. */
  constructor(links: Int32Array, known: Float32Array, heat: number) {
    const count = known.length / 2;
    this.links = links;
    this.heat = heat;
    this.xs = new Float64Array(count);
    this.ys = new Float64Array(count);
    this.speedX = new Float64Array(count);
    this.speedY = new Float64Array(count);
    this.tree = new Quadtree(count);
    this.degrees = new Int32Array(count);
    for (const end of links) this.degrees[end] = (this.degrees[end] as number) + 1;
    for (let i = 0; i < count; i++) {
      const [radius, angle] = [SPIRAL_PX * Math.sqrt(i + 0.5), i * GOLDEN_ANGLE];
      const isKnown = !Number.isNaN(known[i * 2] as number);
      this.xs[i] = isKnown ? (known[i * 2] as number) : radius * Math.cos(angle);
      this.ys[i] = isKnown ? (known[i * 2 + 1] as number) : radius * Math.sin(angle);
    }
  }

  get isSettled(): boolean {
    return this.heat < HEAT_MIN;
  }

  /** Keep a note where somebody holds it, and let the others follow. */
  hold(node: number, x: number, y: number): void {
    this.held = node;
    this.xs[node] = x;
    this.ys[node] = y;
    this.heat = Math.max(this.heat, 0.25);
  }

  release(): void {
    this.held = -1;
  }

  step(): void {
    this.pull();
    this.tree.build(this.xs, this.ys);
    for (let i = 0; i < this.xs.length; i++) this.move(i);
    this.heat *= COOLED_PER_STEP;
  }

  /** A link of a note that has many pulls it less than it pulls the other. */
  private pull(): void {
    for (let link = 0; link < this.links.length; link += 2) {
      const [from, to] = [this.links[link] as number, this.links[link + 1] as number];
      const dx = (this.xs[to] as number) - (this.xs[from] as number) || 0.01;
      const dy = (this.ys[to] as number) - (this.ys[from] as number) || 0.01;
      const length = Math.sqrt(dx * dx + dy * dy);
      const [few, many] = [this.degrees[from] as number, this.degrees[to] as number];
      const force = (((length - LINK_PX) / length) * this.heat) / Math.min(few, many);
      const share = few / (few + many);
      this.speedX[to] = (this.speedX[to] as number) - dx * force * share;
      this.speedY[to] = (this.speedY[to] as number) - dy * force * share;
      this.speedX[from] = (this.speedX[from] as number) + dx * force * (1 - share);
      this.speedY[from] = (this.speedY[from] as number) + dy * force * (1 - share);
    }
  }

  private move(i: number): void {
    if (i === this.held) return;
    const [x, y] = [this.xs[i] as number, this.ys[i] as number];
    this.tree.push(i, x, y, PUSH * this.heat, THETA);
    const middle = TO_MIDDLE * this.heat;
    this.speedX[i] = ((this.speedX[i] as number) + this.tree.forceX - x * middle) * KEPT_SPEED;
    this.speedY[i] = ((this.speedY[i] as number) + this.tree.forceY - y * middle) * KEPT_SPEED;
    this.xs[i] = x + (this.speedX[i] as number);
    this.ys[i] = y + (this.speedY[i] as number);
  }
}
