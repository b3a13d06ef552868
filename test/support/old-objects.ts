import { getHeapSpaceStatistics } from 'node:v8';

/**
 * Loaded into a gateway process first, with --expose-gc: reports on request how many bytes of old objects V8 keeps,
 * after a full collection where that is asked for.
 */
process.on('message', (message: { readonly old?: 'collected' | 'now' }) => {
  if (message.old === undefined) return;
  if (message.old === 'collected') globalThis.gc!();
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!;
  process.send?.({ bytes: space.space_used_size });
});
