import { randomUUID } from 'node:crypto';
import { eventually } from '../test/support/eventually';
import { DEMO } from '../test/support/gateway';
import { type Receiver, startReceiver } from '../test/support/receiver';
import { pause } from './campaign';

const HEADERS = { Authorization: DEMO, 'Content-Type': 'application/json' };
/** Seconds of a long poll. */
const WAIT = 1;

interface Page {
  readonly events: readonly { readonly id: string }[];
  readonly next_cursor: string;
}

/** A consumer that gets every event twice: by repeated long polls, and by a subscription. */
export class Listener {
  /** Ids of events in the order of the list. */
  readonly asked: string[] = [];
  private isOver = false;
  private asking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly url: string,
    private readonly receiver: Receiver,
  ) {}

  static async start(url: string): Promise<Listener> {
    const receiver = await startReceiver();
    const headers = { ...HEADERS, 'Idempotency-Key': randomUUID() };
    const subscribe = (): Promise<Response> =>
      fetch(`${url}/v1/webhook_subscriptions`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ url: receiver.url }),
      });
    const answer = await eventually(subscribe, ({ status }) => status !== 503);
    if (answer.status !== 201) throw new Error(`no subscription: ${answer.status} ${await answer.text()}`);
    const listener = new Listener(url, receiver);
    listener.asking = listener.ask();
    listener.asking.catch(() => undefined);
    return listener;
  }

  /** Ids of delivered events, each once. */
  get sent(): ReadonlySet<string> {
    return new Set(this.receiver.received.map(({ headers }) => String(headers['webhook-id'])));
  }

  /** Throws the error of the long polls, if any. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.asking.finally(() => this.receiver.close());
  }

  private async ask(): Promise<void> {
    for (let cursor = '0'; !this.isOver;) {
      const answer = await fetch(`${this.url}/v1/events?cursor=${cursor}&wait=${WAIT}`, { headers: HEADERS });
      const text = await answer.text();
      if (answer.status === 503) await pause(Number(answer.headers.get('retry-after')) * 1000);
      else if (answer.status !== 200) throw new Error(`no events: ${answer.status} ${text}`);
      else {
        const page = JSON.parse(text) as Page;
        this.asked.push(...page.events.map(({ id }) => id));
        cursor = page.next_cursor;
      }
    }
  }
}
