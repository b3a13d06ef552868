/** Injection token of the CheckpointSink; null where there is none: sandbox mode without `AUDIT_CHECKPOINT_FILE`. */
export const CHECKPOINT_SINK = Symbol('CheckpointSink');

/**
 * A place outside the database where signed checkpoints are kept: a file, or for instance write-once object storage.
 */
export interface CheckpointSink {
  /** The last complete note in the sink; null when there is none, or when the sink's storage is missing. */
  latest(): Promise<string | null>;
  /** Creates the sink's storage, or uses an empty one, and writes the first note. Resolves once that is durable. */
  begin(note: string): Promise<void>;
  /**
   * Resolves once the notes, oldest first, are durable after `last`, which must be the last note in the sink. Rejects
   * with SinkChanged when it is not.
   */
  append(notes: readonly string[], last: string): Promise<void>;
  /**
   * Resolves when notes could be written now, as far as can be determined without writing, and `last` is the last note.
   * Rejects as `append` does.
   */
  check(last: string): Promise<void>;
}

/**
 * The last note in the sink is not the one that was written last: the file was replaced, or another process wrote to
 * it.
 */
export class SinkChanged extends Error {
  constructor() {
    super('the last checkpoint outside is not the one that was written last');
    this.name = 'SinkChanged';
  }
}

/** The sink cannot be written or read. The message holds only the kind of failure; the cause has the details. */
export class SinkFailed extends Error {
  constructor(cause: unknown) {
    const { code, name } = cause as { code?: string; name?: string };
    super(`checkpoints do not reach the place outside the database (${code ?? name})`, { cause });
    this.name = 'SinkFailed';
  }
}
