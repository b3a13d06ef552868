import fs from 'node:fs';

/** Says which share of the machine's time its host has given to others since (`steal` of proc(5)). Elsewhere than on Linux nothing is known of it: 0. */
export function watchHost(): () => number {
  const before = times();
  return () => {
    const now = times();
    return (now.stolen - before.stolen) / Math.max(1, now.all - before.all);
  };
}

function times(): { readonly stolen: number; readonly all: number } {
  if (process.platform !== 'linux') return { stolen: 0, all: 0 };
  const ticks = fs.readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7]!, all: ticks.reduce((sum, each) => sum + each, 0) };
}
