/** What the page and its layout worker say to each other. */

export type ToWorker =
  | { kind: "begin"; layout: number; links: Int32Array; known: Float32Array; heat: number }
  | { kind: "hold"; node: number; x: number; y: number }
  | { kind: "release" }
  /** Positions that have been drawn; their memory is used again. */
  | { kind: "used"; positions: Float32Array<ArrayBuffer> };

export interface FromWorker {
  /** Which of the layouts that were begun. */
  layout: number;
  /** x and y of each note in turn. */
  positions: Float32Array<ArrayBuffer>;
  isSettled: boolean;
}
