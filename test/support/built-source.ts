import fs from 'node:fs';
import path from 'node:path';

const source = path.resolve(__dirname, '../../src');

/** The built files of the gateway, without the sandbox. */
export function builtSource(): { readonly file: string; readonly text: string }[] {
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.startsWith('sandbox'));
  return files.map((name) => path.join(source, name)).map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
}
