/** Injection token of the CheckpointSink; null where there is none: sandbox mode without `AUDIT_CHECKPOINT_FILE`. */
export const CHECKPOINT_SINK = Symbol('CheckpointSink');

/** Where signed checkpoints are kept outside the database: a file, or for instance write-once object storage. */
export interface CheckpointSink {
  /** The last complete note in the sink; null when there is none, or when the sink's storage is missing. */
  latest(): Promise<string | null>;
  /** Creates the sink's storage, or uses an empty one, and writes the first note. Resolves once that is durable. */
  begin(note: string): Promise<void>;
  /** Resolves once the notes, oldest first, are durable after `last`; SinkChanged when that is not the last note. */
  append(notes: readonly string[], last: string): Promise<void>;
  /** As far as can be told without writing: notes can be written, and `last` is the last. Rejects as `append` does. */
  check(last: string): Promise<void>;
}

/** The sink's last note is not the last one written: the file was replaced, or another process wrote to it. */
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
