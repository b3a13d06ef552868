import type { VendorResponse } from './exchange';

const MAX_WAITS = 3;
const MAX_WAIT_SECONDS = 60;
const USUAL_WAIT_SECONDS = 5;

/** Waits and retries after a 429, three times at most: a limit that the run has reached says nothing about a fact. */
export async function patiently(send: () => Promise<VendorResponse>): Promise<VendorResponse> {
  for (let waits = 0; ; waits += 1) {
    const answer = await send();
    if (answer.status !== 429 || waits === MAX_WAITS) return answer;
    await new Promise((done) => setTimeout(done, waitOf(answer) * 1000));
  }
}

/** Seconds to wait: from 1Money's header or its text, or from the Unix time that FinPro names. */
function waitOf({ headers, text }: VendorResponse): number {
  const [header, hint, reset] = [
    headers['retry-after'],
    /Retry after (\d+)s/.exec(text)?.[1],
    headers['x-ratelimit-reset'],
  ];
  const seconds = Number(
    header ?? hint ?? (reset === undefined ? USUAL_WAIT_SECONDS : Number(reset) - Date.now() / 1000),
  );
  return Number.isNaN(seconds) ? USUAL_WAIT_SECONDS : Math.min(MAX_WAIT_SECONDS, Math.max(0, seconds));
}
