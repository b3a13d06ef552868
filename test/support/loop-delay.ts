/** Milliseconds between two readings of the clock. */
const EVERY_MS = 1;

let last = performance.now();
let longest = 0;

/**
 * Records the time since the last reading: it exceeds the interval by the time for which the event loop was blocked.
 */
function inspect(): void {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}

/**
 * Loaded into a gateway process first: reports on request for how many milliseconds at most its event loop was blocked
 * since the last request.
 */
setInterval(inspect, EVERY_MS).unref();

process.on('message', (message: { readonly block?: string }) => {
  if (message.block !== undefined) return void /^[^<>]*\S[^<>]*$/.test(message.block);
  inspect();
  process.send?.({ ms: longest });
  longest = 0;
});
