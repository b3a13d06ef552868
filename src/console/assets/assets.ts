import { hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** A file that pages load, such as a style sheet. */
export interface ConsoleAsset {
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const ASSETS = new Map<string, ConsoleAsset>();

/** Reads a file once, and returns its address, which changes with its content. `folder`: `__dirname` of the caller. */
export const consoleAsset = (folder: string, file: string): string =>
  served(file, fs.readFileSync(path.join(folder, file)));

/** The same for a file that the code has as a text. */
export const textAsset = (file: string, text: string): string => served(file, Buffer.from(text));

function served(file: string, bytes: Buffer): string {
  ASSETS.set(file, { type: TYPES[path.extname(file)]!, bytes });
  return `/console/assets/${file}?v=${hash('sha256', bytes, 'hex').slice(0, 12)}`;
}

export const assetNamed = (file: string): ConsoleAsset | null => ASSETS.get(file) ?? null;
