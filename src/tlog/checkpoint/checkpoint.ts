import { HASH_BYTES } from '../merkle';

/** The state of a log at one size (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** The name of the log. */
  readonly origin: string;
  /** The number of leaves. */
  readonly size: number;
  readonly root: Buffer;
}

/** The text that is signed: origin, size in decimal, root in base64, one per line. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Throws an error when the text is not a checkpoint. Extension lines are ignored. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, encoded] = text.split('\n');
  const root = Buffer.from(encoded ?? '', 'base64');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '')) throw new Error('not a checkpoint: no origin and size');
  if (root.length !== HASH_BYTES || root.toString('base64') !== encoded)
    throw new Error('not a checkpoint: no root hash');
  return { origin, size: Number(size), root };
}
