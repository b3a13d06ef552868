import { checkpointText } from './checkpoint';
import { type CheckpointSink, SinkChanged, SinkFailed } from './checkpoint-sink';
import { Frontier } from '../frontier';
import { assertHolds, grownTo, HistoryRefused, readCheckpoint } from '../history';
import type { SequencerSession } from '../sequencer/sequencer-session';
import type { NoteSigner } from './signed-note';

/** Notes that are read and written at once; what the sink lacks stays in the database until then. */
const PAGE = 256;
const WHAT = 'the last checkpoint outside the database';

/**
 * The checkpoints outside the database: how far they reach, and bringing what is missing there. Exists only in the
 * leader.
 */
export class Outside {
  private constructor(
    private readonly session: SequencerSession,
    private readonly sink: CheckpointSink,
    private last: string,
    private reached: number,
  ) {}

  /**
   * Compares what lies outside with the stored log of `size` leaves. A log without leaves begins with a signed
   * checkpoint over none, so that a place without any is always one whose history has gone. Throws HistoryRefused,
   * SinkChanged or SinkFailed.
   */
  static async begin(
    session: SequencerSession,
    signer: NoteSigner,
    sink: CheckpointSink,
    size: number,
  ): Promise<Outside> {
    const found = await reaching(sink.latest());
    if (found === null && size > 0)
      throw new HistoryRefused(
        `no checkpoints are outside the database, and the log has ${size} leaves: bring the file back, or make one ` +
          'with npm run audit:checkpoints',
      );
    const last = found ?? emptyLog(signer);
    if (found === null) await reaching(sink.begin(last));
    return new Outside(session, sink, last, await reach(session, signer, last, size));
  }

  /** Leaves under the last checkpoint outside. */
  get size(): number {
    return this.reached;
  }

  /**
   * Brings the next checkpoints that the database has to the sink. Whether it was a full page, so that there may be
   * more. Rejects with SinkChanged or SinkFailed; what is missing is brought the next time.
   */
  async save(): Promise<boolean> {
    const notes = await this.session.checkpointsAfter(this.reached, PAGE);
    if (notes.length === 0) return false;
    await reaching(
      this.sink.append(
        notes.map(({ note }) => note),
        this.last,
      ),
    );
    const { note, size } = notes.at(-1)!;
    [this.last, this.reached] = [note, size];
    return notes.length === PAGE;
  }

  /**
   * Rejects with SinkChanged or SinkFailed when what was written there last is gone or another, or when nothing could
   * be written.
   */
  async check(): Promise<void> {
    await reaching(this.sink.check(this.last));
  }
}

const reaching = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw error instanceof SinkChanged ? error : new SinkFailed(error);
  });

function emptyLog(signer: NoteSigner): string {
  const { size, root } = new Frontier(0, []);
  return signer.sign(checkpointText({ origin: signer.key.name, size, root }));
}

/**
 * How many of the stored leaves are under the note. After a log was begun anew, its predecessor's last note counts for
 * none of the new checkpoints.
 */
async function reach(session: SequencerSession, signer: NoteSigner, note: string, size: number): Promise<number> {
  const outside = readCheckpoint(note, signer, WHAT);
  const begun = outside.origin === signer.key.name ? null : await session.beginningOf(signer.key.name);
  if (
    begun &&
    begun.formerOrigin === outside.origin &&
    begun.outsideSize === outside.size &&
    begun.outsideRoot.equals(outside.root)
  )
    return begun.firstLeaf;
  if (outside.origin === signer.key.name && outside.size > size)
    throw new HistoryRefused(
      `a checkpoint over ${outside.size} leaves was signed, and ${size} are stored: restore what is missing, or ` +
        'see npm run audit:recover',
    );
  assertHolds(outside, await grownTo(session, Math.min(outside.size, size)), signer, WHAT);
  return outside.size;
}
