import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Builds unless `stamp` says that it was done from exactly these files. */
export async function keepOrBuild(stamp, inputs, build) {
  const hash = createHash('sha256');
  for (const file of inputs)
    hash
      .update(`${path.relative('.', file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  const digest = hash.digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return;
  fs.rmSync(stamp, { force: true });
  await build();
  fs.writeFileSync(stamp, digest);
}
