/** Points in a square cut into quarters, for forces between all of them in n log n (Barnes and Hut, 1986). */

const EMPTY = -1;
const INNER = -2;
const WIDTH_MIN = 0.01;
const CELLS_PER_POINT = 6;
const SPARE_CELLS = 64;
const DEPTH_MAX = 64;

export class Quadtree {
  /** Four children of each cell, 0 for none. */
  private readonly children: Int32Array;
  /** The point in a cell, or that it has children, or nothing. */
  private readonly held: Int32Array;
  private readonly mass: Float64Array;
  private readonly sumX: Float64Array;
  private readonly sumY: Float64Array;
  private readonly midX: Float64Array;
  private readonly midY: Float64Array;
  private readonly width: Float64Array;
  private readonly stack = new Int32Array(DEPTH_MAX * 4);
  private readonly cellsMax: number;
  private cells = 0;
  /** The force on the point that was asked for last. */
  forceX = 0;
  forceY = 0;

  constructor(points: number) {
    this.cellsMax = points * CELLS_PER_POINT + SPARE_CELLS;
    this.children = new Int32Array(this.cellsMax * 4);
    this.held = new Int32Array(this.cellsMax);
    this.mass = new Float64Array(this.cellsMax);
    this.sumX = new Float64Array(this.cellsMax);
    this.sumY = new Float64Array(this.cellsMax);
    this.midX = new Float64Array(this.cellsMax);
    this.midY = new Float64Array(this.cellsMax);
    this.width = new Float64Array(this.cellsMax);
  }

  build(xs: Float64Array, ys: Float64Array): void {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < xs.length; i++) {
      low = Math.min(low, xs[i] as number, ys[i] as number);
      high = Math.max(high, xs[i] as number, ys[i] as number);
    }
    this.cells = 0;
    this.open((low + high) / 2, (low + high) / 2, high - low + 1);
    for (let i = 0; i < xs.length; i++) this.insert(i, xs, ys);
  }

  /** How all other points push one away, each with `strength`; a far cell counts as one point. */
  push(point: number, x: number, y: number, strength: number, theta: number): void {
    this.forceX = 0;
    this.forceY = 0;
    let depth = 0;
    this.stack[depth++] = 0;
    while (depth > 0) {
      const cell = this.stack[--depth] as number;
      const held = this.held[cell] as number;
      if (held === EMPTY || held === point) continue;
      const mass = this.mass[cell] as number;
      const dx = x - (this.sumX[cell] as number) / mass;
      const dy = y - (this.sumY[cell] as number) / mass;
      const squared = Math.max(1, dx * dx + dy * dy);
      const width = this.width[cell] as number;
      if (held >= 0 || width * width < theta * theta * squared) {
        const force = (strength * mass) / squared;
        this.forceX += dx * force;
        this.forceY += dy * force;
        continue;
      }
      for (let quarter = cell * 4; quarter < cell * 4 + 4; quarter++) {
        const child = this.children[quarter] as number;
        if (child) this.stack[depth++] = child;
      }
    }
  }

  private insert(point: number, xs: Float64Array, ys: Float64Array): void {
    const [x, y] = [xs[point] as number, ys[point] as number];
    let cell = 0;
    for (;;) {
      const held = this.held[cell] as number;
      const isOne = held >= 0 && !this.split(cell, held, xs, ys);
      this.add(cell, x, y);
      if (held === EMPTY) this.held[cell] = point;
      if (isOne || held === EMPTY) return;
      cell = this.childFor(cell, x, y);
    }
  }

  /** Move the one point of a cell into a quarter of it. False where the points lie too close, and become one. */
  private split(cell: number, held: number, xs: Float64Array, ys: Float64Array): boolean {
    if ((this.width[cell] as number) < WIDTH_MIN || this.cells + 4 > this.cellsMax) return false;
    const child = this.childFor(cell, xs[held] as number, ys[held] as number);
    this.held[child] = held;
    this.mass[child] = this.mass[cell] as number;
    this.sumX[child] = this.sumX[cell] as number;
    this.sumY[child] = this.sumY[cell] as number;
    this.held[cell] = INNER;
    return true;
  }

  private add(cell: number, x: number, y: number): void {
    this.mass[cell] = (this.mass[cell] as number) + 1;
    this.sumX[cell] = (this.sumX[cell] as number) + x;
    this.sumY[cell] = (this.sumY[cell] as number) + y;
  }

  private childFor(cell: number, x: number, y: number): number {
    const isEast = x > (this.midX[cell] as number);
    const isSouth = y > (this.midY[cell] as number);
    const place = cell * 4 + (isEast ? 1 : 0) + (isSouth ? 2 : 0);
    const there = this.children[place] as number;
    if (there) return there;
    const width = (this.width[cell] as number) / 2;
    const midX = (this.midX[cell] as number) + (isEast ? width : -width) / 2;
    const midY = (this.midY[cell] as number) + (isSouth ? width : -width) / 2;
    const made = this.open(midX, midY, width);
    this.children[place] = made;
    return made;
  }

  private open(midX: number, midY: number, width: number): number {
    const cell = this.cells++;
    this.children.fill(0, cell * 4, cell * 4 + 4);
    this.held[cell] = EMPTY;
    this.mass[cell] = 0;
    this.sumX[cell] = 0;
    this.sumY[cell] = 0;
    this.midX[cell] = midX;
    this.midY[cell] = midY;
    this.width[cell] = width;
    return cell;
  }
}
