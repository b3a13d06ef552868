import { pause } from './campaign';

/** Milliseconds after which every replica says that no commit is possible (docs/operation.md). */
const TOLD_WITHIN_MS = 3_000;
/** Milliseconds for which an outage is held at most so that every replica can be judged. */
const MAX_HOLD_MS = 20_000;
const EVERY_MS = 100;
const PATIENCE_MS = 10_000;

/** What GET /health/ready said. */
interface Answer {
  readonly replica: string;
  readonly askedAt: number;
  readonly heardAt: number;
  readonly isReady: boolean;
  /** 503, with a reason for the database. */
  readonly isTold: boolean;
}

/** A time in which no commit is possible. */
interface Outage {
  readonly since: number;
  readonly told: Set<string>;
  readonly atFault: Set<string>;
}

/**
 * Asks every replica all the time whether it is ready, and compares that with what is known of the database. Times are
 * of performance.now().
 */
export class ReadinessWatch {
  /**
   * Outages, times replicas, in which the replica called itself ready three seconds after the beginning, or never said
   * that it is not.
   */
  lies = 0;
  /** Outages that lasted until every replica was judged. */
  outages = 0;
  /** Milliseconds that the slowest replica took. */
  slowest = 0;
  /** Not judged yet. */
  private heard: Answer[] = [];
  private readonly latest = new Map<string, Answer>();
  private isOver = false;
  private readonly asking: Promise<unknown>;

  constructor(private readonly replicas: readonly string[]) {
    this.asking = Promise.all(replicas.map((replica) => this.ask(replica)));
  }

  /**
   * No commit is possible from now on. Holds until every replica has said so, or was judged not to; ends before when
   * `isDown` says that the outage is over. Only answers that were heard while it certainly lasted are judged.
   * `meanwhile` is done again and again, for so many milliseconds at least.
   */
  async hold(
    isDown: () => Promise<boolean>,
    meanwhile: () => Promise<void> = async () => undefined,
    atLeast = 0,
  ): Promise<void> {
    const outage: Outage = { since: performance.now(), told: new Set(), atFault: new Set() };
    this.heard = [];
    for (;;) {
      await meanwhile();
      const until = performance.now();
      if (!(await isDown())) break;
      this.judge(outage, until);
      const isJudged = this.replicas.every((replica) => outage.told.has(replica) || outage.atFault.has(replica));
      const lasted = until - outage.since;
      if ((isJudged && lasted >= atLeast) || lasted > MAX_HOLD_MS) {
        this.lies += this.replicas.filter((replica) => outage.atFault.has(replica) || !outage.told.has(replica)).length;
        this.outages += 1;
        return;
      }
      await pause(EVERY_MS / 2);
    }
    this.lies += outage.atFault.size;
  }

  /** Whether every replica was ready when it was last asked, after `since`. */
  areReady(since: number): boolean {
    return this.replicas.every((replica) => {
      const last = this.latest.get(replica);
      return last !== undefined && last.askedAt >= since && last.isReady;
    });
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.asking;
  }

  private judge({ since, told, atFault }: Outage, until: number): void {
    const answers = this.heard.filter(({ askedAt, heardAt }) => askedAt >= since && heardAt <= until);
    this.heard = this.heard.filter(({ heardAt }) => heardAt > until);
    for (const { replica, askedAt, heardAt, isTold } of answers) {
      if (isTold && !told.has(replica)) this.slowest = Math.max(this.slowest, heardAt - since);
      if (isTold) told.add(replica);
      else if (askedAt >= since + TOLD_WITHIN_MS) atFault.add(replica);
    }
  }

  private async ask(replica: string): Promise<void> {
    while (!this.isOver) {
      const askedAt = performance.now();
      const found = await fetch(`${replica}/health/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) })
        .then(async (answer) => ({
          status: answer.status,
          body: (await answer.json()) as { reasons?: { database?: string } },
        }))
        .catch(() => null);
      // No answer at all is none: a replica that never gives one has not told.
      if (found) {
        const answer: Answer = {
          replica,
          askedAt,
          heardAt: performance.now(),
          isReady: found.status === 200,
          isTold: found.status === 503 && found.body.reasons?.database !== undefined,
        };
        this.heard.push(answer);
        this.latest.set(replica, answer);
      }
      await pause(EVERY_MS);
    }
  }
}
