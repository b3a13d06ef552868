import { pause } from './campaign';

/** Milliseconds within which every replica reports that no commit is possible (docs/operation.md). */
const TOLD_WITHIN_MS = 3_000;
/** Milliseconds for which an outage lasts at most so that every replica can be judged. */
const MAX_HOLD_MS = 20_000;
const EVERY_MS = 100;
const PATIENCE_MS = 10_000;

/** A response of GET /health/ready. */
interface Answer {
  readonly replica: string;
  readonly askedAt: number;
  readonly heardAt: number;
  readonly isReady: boolean;
  /** 503, with a reason for the database. */
  readonly isTold: boolean;
}

/** A period in which no commit is possible. */
interface Outage {
  readonly since: number;
  readonly told: Set<string>;
  readonly atFault: Set<string>;
}

/**
 * Requests the readiness of every replica continuously, and compares it with the known state of the database. Times are
 * of performance.now().
 */
export class ReadinessProbe {
  /**
   * Outages, times replicas, in which the replica reported ready three seconds after the beginning, or never reported
   * not ready.
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
   * Begins an outage. Resolves when every replica has reported it, or was judged not to; earlier when `isDown` returns
   * that the outage is over. Only responses received while it certainly lasted are judged. `meanwhile` is called
   * repeatedly, for so many milliseconds at least.
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

  /** Whether every replica was ready in its last response after `since`. */
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
      // A missing response does not count: a replica that never responds has not reported.
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
