import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a gateway process before anything else: tells on request how long its event loop was held at most since it was last asked. */
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
/** Milliseconds within which what has just ended is measured. */
const MEASURED_MS = 5;

process.on('message', (message: { readonly block?: string }) => {
  if (message.block !== undefined) return void /^[^<>]*\S[^<>]*$/.test(message.block);
  setTimeout(() => {
    process.send?.({ ms: delay.max / 1e6 });
    delay.reset();
  }, MEASURED_MS);
});
