import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Fault } from '../errors';
import { parked } from '../http/request/caller-deadline';
import { EventNumbering } from './event-numbering';
import { EventsRepository } from './events.repository';

/** Requests that wait at once: in this process, and of one consumer. */
const MAX_WAITING = 500;
const MAX_OF_ONE = 20;
/** Milliseconds between two checks for events that another replica numbered, while a request waits here. */
const POLL_MS = 250;

type Wake = () => void;

const asleep: Wake = () => undefined;

/** Requests that wait for a consumer's next event: woken at once by this replica, a moment later by others. */
@Injectable()
export class EventWaiters implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<Wake>>();
  /** Consumers with waiting requests that were disabled meanwhile. */
  private readonly disabled = new Set<string>();
  private count = 0;
  private last: string | null = null;
  private polling: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isClosing = false;

  constructor(
    private readonly repository: EventsRepository,
    private readonly numbering: EventNumbering,
  ) {}

  onModuleInit(): void {
    this.numbering.onNumbered(() => void this.poll());
  }

  /** On shutdown, all waiting requests are answered. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
    clearTimeout(this.timer);
    for (const wakes of this.waiting.values()) for (const wake of wakes) wake();
  }

  /**
   * Calls `find`, and again after each event of the consumer, until it finds something, time is over, or the caller has
   * left; returns its last result. Throws Fault `too-many-waiting`; `unauthorized` once the consumer is disabled.
   */
  async until<T>(
    consumerId: string,
    waitMs: number,
    gone: AbortSignal,
    find: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    const end = performance.now() + waitMs;
    const found = await find();
    if (found.length > 0 || waitMs <= 0) return found;
    const wakes = this.waiting.get(consumerId) ?? new Set<Wake>();
    if (this.count >= MAX_WAITING || wakes.size >= MAX_OF_ONE) throw new Fault('too-many-waiting');
    return this.wait(consumerId, wakes, end, gone, find);
  }

  private async wait<T>(
    consumerId: string,
    wakes: Set<Wake>,
    end: number,
    gone: AbortSignal,
    find: () => Promise<readonly T[]>,
  ): Promise<readonly T[]> {
    let wake = asleep;
    const entry: Wake = () => wake();
    this.waiting.set(consumerId, wakes.add(entry));
    this.count += 1;
    gone.addEventListener('abort', entry);
    this.pollSoon();
    try {
      for (;;) {
        const woken = new Promise<void>((done) => {
          wake = done;
        });
        const found = await find();
        if (this.disabled.has(consumerId)) throw new Fault('unauthorized');
        const leftMs = end - performance.now();
        if (found.length > 0 || leftMs <= 0 || gone.aborted || this.isClosing) return found;
        const timer = setTimeout(wake, leftMs);
        await parked(woken);
        clearTimeout(timer);
      }
    } finally {
      gone.removeEventListener('abort', entry);
      wakes.delete(entry);
      this.count -= 1;
      if (wakes.size === 0) {
        this.waiting.delete(consumerId);
        this.disabled.delete(consumerId);
      }
    }
  }

  private pollSoon(): void {
    if (this.timer || this.isClosing) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.poll().finally(() => (this.count > 0 ? this.pollSoon() : undefined));
    }, POLL_MS);
    this.timer.unref();
  }

  /** Wakes the requests whose consumer has new events. A check that fails wakes none; the next one will. */
  private poll(): Promise<void> {
    if (this.count === 0) {
      this.last = null;
      return Promise.resolve();
    }
    this.polling ??= this.wakeByNews()
      .catch(() => undefined)
      .finally(() => {
        this.polling = null;
      });
    return this.polling;
  }

  /** The first check only finds the last position, so every waiting request is woken to check for itself. */
  private async wakeByNews(): Promise<void> {
    const { last, consumers, disabled } = await this.repository.newsSince(this.last, [...this.waiting.keys()]);
    const isFirst = this.last === null;
    this.last = last;
    for (const consumer of disabled) if (this.waiting.has(consumer)) this.disabled.add(consumer);
    for (const consumer of isFirst ? [...this.waiting.keys()] : [...consumers, ...disabled])
      for (const wake of this.waiting.get(consumer) ?? []) wake();
  }
}
