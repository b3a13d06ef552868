/** Injection token of the CheckpointSink. */
export const CHECKPOINT_SINK = Symbol('CheckpointSink');

/** A place outside the database where signed checkpoints are kept: a file, or for instance write-once object storage. */
export interface CheckpointSink {
  /** Resolves once the notes, oldest first, are durable. */
  append(notes: readonly string[]): Promise<void>;
  /** The last complete note that was appended; null when there is none. */
  latest(): Promise<string | null>;
}

/** Where there is no such place: sandbox mode without `AUDIT_CHECKPOINT_FILE`. */
export const noSink: CheckpointSink = { append: async () => undefined, latest: async () => null };
