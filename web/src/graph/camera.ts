/** Which part of the plane is in sight, and how large. */

const SCALE_MIN = 0.03;
const SCALE_MAX = 8;
const FIT_SCALE_MAX = 1.6;
const MARGIN_PX = 40;

export class Camera {
  scale = 1;
  /** Where the middle of the plane is on the screen. */
  x = 0;
  y = 0;

  toScreenX(x: number): number {
    return x * this.scale + this.x;
  }

  toScreenY(y: number): number {
    return y * this.scale + this.y;
  }

  toPlaneX(x: number): number {
    return (x - this.x) / this.scale;
  }

  toPlaneY(y: number): number {
    return (y - this.y) / this.scale;
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
  }

  /** Zoom so that what is at this point of the screen stays there. */
  zoom(factor: number, x: number, y: number): void {
    const scale = Math.min(SCALE_MAX, Math.max(SCALE_MIN, this.scale * factor));
    this.x = x - (x - this.x) * (scale / this.scale);
    this.y = y - (y - this.y) * (scale / this.scale);
    this.scale = scale;
  }

  /** Show everything. */
  fit(positions: Float32Array, width: number, height: number): void {
    let [left, right, top, bottom] = [0, 0, 0, 0];
    for (let i = 0; i < positions.length; i += 2) {
      left = Math.min(left, positions[i] as number);
      right = Math.max(right, positions[i] as number);
      top = Math.min(top, positions[i + 1] as number);
      bottom = Math.max(bottom, positions[i + 1] as number);
    }
    const room = [(width - 2 * MARGIN_PX) / (right - left + 1), (height - 2 * MARGIN_PX) / (bottom - top + 1)];
    this.scale = Math.min(FIT_SCALE_MAX, Math.max(SCALE_MIN, ...[Math.min(...room)]));
    this.x = width / 2 - ((left + right) / 2) * this.scale;
    this.y = height / 2 - ((top + bottom) / 2) * this.scale;
  }
}
