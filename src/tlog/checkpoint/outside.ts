import { checkpointText } from './checkpoint';
import { type CheckpointSink, SinkChanged, SinkFailed } from './checkpoint-sink';
import { Frontier } from '../frontier';
import { assertHolds, grownTo, HistoryRefused, readCheckpoint, WrongKey } from '../history';
import type { SequencerSession } from '../sequencer/sequencer-session';
import { type NoteSigner, parseNote } from './signed-note';

/** Notes that are read and written at once; notes that the sink lacks stay in the database until they are written. */
const PAGE = 256;
const WHAT = 'the last checkpoint outside the database';

/** The checkpoints in the sink: tracks the last one, and writes the missing ones. Exists only in the leader. */
export class Outside {
  private constructor(
    private readonly session: SequencerSession,
    private readonly sink: CheckpointSink,
    private last: string,
    private reached: number,
  ) {}

  /**
   * Compares the sink with the stored log of `size` leaves. An empty log begins with a signed checkpoint over no
   * leaves: a sink without any has lost its history. Throws HistoryRefused, SinkChanged or SinkFailed.
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
          'with npx portico audit checkpoints',
      );
    const last = found ?? emptyLog(signer);
    if (found === null) await reaching(sink.begin(last));
    return new Outside(session, sink, last, await reach(session, signer, last, size));
  }

  /** Leaves under the last checkpoint in the sink. */
  get size(): number {
    return this.reached;
  }

  /** Writes the next page; true when it was full. Rejects with SinkChanged or SinkFailed; the next call continues. */
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

  /** Rejects with SinkChanged or SinkFailed when the last note is missing or differs, or the sink cannot be written. */
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

/** A log without leaves, whose first checkpoint was written outside, belongs to the key of that one. */
function assertBegunBy({ key }: NoteSigner, found: string): void {
  const { signatures } = parseNote(found);
  const own = signatures.filter(({ name }) => name === key.name).map(({ id }) => id.toString('hex'));
  const id = key.id.toString('hex');
  if (!own.includes(id))
    throw new WrongKey(`the log was begun by the key ${own.join(', ')}, and this process seals with ${id}`);
}

/** How many stored leaves the note covers; the last note of a former log, continued under a new name, covers none. */
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
  if (outside.origin === signer.key.name && size === 0 && outside.size === 0) assertBegunBy(signer, note);
  if (outside.origin === signer.key.name && outside.size > size)
    throw new HistoryRefused(
      `a checkpoint over ${outside.size} leaves was signed, and ${size} are stored: restore what is missing, or ` +
        'see npx portico audit recover',
    );
  assertHolds(outside, await grownTo(session, Math.min(outside.size, size)), signer, WHAT);
  return outside.size;
}
