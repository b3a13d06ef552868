import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium: `CHROMIUM_PATH`, or the system's, or the one installed by npm. Works as root and as other users. */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium'].find((file) => fs.existsSync(file));
  if (installed) return chromium.launch({ executablePath: installed, args: QUIET, headless: true });
  const folder = unpackedChromium();
  const libraries = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: ['--headless', ...QUIET],
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: path.join(folder, 'fonts') },
  });
}

/**
 * Unpacks the browser of `@sparticuz/chromium` once per user and version. Concurrent workers each unpack their own; the
 * first to finish renames its folder.
 */
function unpackedChromium(): string {
  const root = path.resolve(__dirname, '../../../node_modules/@sparticuz/chromium');
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(os.tmpdir(), `portico-chromium-${version}-uid${os.userInfo().uid}`);
  if (fs.existsSync(folder)) return folder;
  const fresh = fs.mkdtempSync(`${folder}-`);
  const inflated = (name: string): Buffer => zlib.brotliDecompressSync(fs.readFileSync(path.join(root, 'bin', name)));
  fs.writeFileSync(path.join(fresh, 'chromium'), inflated('chromium.br'), { mode: 0o755 });
  for (const archive of ['al2023.tar.br', 'fonts.tar.br']) untar(inflated(archive), fresh);
  try {
    fs.renameSync(fresh, folder);
  } catch {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

const BLOCK = 512;

/** The regular files and folders of a ustar archive. */
function untar(archive: Buffer, folder: string): void {
  const field = (from: number, length: number): string =>
    archive.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(field(at + 124, 12).trim(), 8) || 0;
    const name = path.join(field(at + 345, 155), field(at, 100));
    const target = path.resolve(folder, name);
    if (!target.startsWith(path.resolve(folder))) throw new Error(`${name} would leave the folder`);
    const kind = field(at + 156, 1);
    if (kind === '0' || kind === '') {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, archive.subarray(at + BLOCK, at + BLOCK + size), { mode: 0o755 });
    } else if (kind === '2') {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.symlinkSync(field(at + 157, 100), target);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
