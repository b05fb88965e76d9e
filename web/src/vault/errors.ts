/** What the server refuses, as one family: a stable code, a sentence for the person, and what else it told. */

export class Refused extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  /** Seconds after which the same may be asked again; 0 where the server said nothing of it. */
  get retryAfterSeconds(): number {
    return Number(this.details.retry_after_seconds ?? 0);
  }
}

/** Nobody answered: the network is gone, or the server is. */
export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. Your text is kept here until it does.");
  }
}

/** A sentence for whatever went wrong. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong.";
}
