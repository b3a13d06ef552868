/** Injection token of the CheckpointSink; null where there is none: sandbox mode without `AUDIT_CHECKPOINT_FILE`. */
export const CHECKPOINT_SINK = Symbol('CheckpointSink');

/**
 * A place outside the database where signed checkpoints are kept: a file, or for instance write-once object storage.
 */
export interface CheckpointSink {
  /** The last complete note that lies there; null when there is none, or when the place itself is missing. */
  latest(): Promise<string | null>;
  /** Makes the place, or takes an empty one, with its first note. Resolves once that is durable. */
  begin(note: string): Promise<void>;
  /**
   * Resolves once the notes, oldest first, are durable behind `last`, the last one there. Rejects with SinkChanged when
   * another one is.
   */
  append(notes: readonly string[], last: string): Promise<void>;
  /**
   * Resolves when notes could be written there now, as far as can be told without writing, and `last` is the last one.
   * Rejects as `append` does.
   */
  check(last: string): Promise<void>;
}

/** What lies in the sink is not what was written there last: another file, another writer. */
export class SinkChanged extends Error {
  constructor() {
    super('the last checkpoint outside is not the one that was written last');
    this.name = 'SinkChanged';
  }
}

/** The sink takes nothing, or cannot be read. The message has the kind of failure only; the cause has all of it. */
export class SinkFailed extends Error {
  constructor(cause: unknown) {
    const { code, name } = cause as { code?: string; name?: string };
    super(`checkpoints do not reach the place outside the database (${code ?? name})`, { cause });
    this.name = 'SinkFailed';
  }
}
