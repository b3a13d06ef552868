import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

describe('the generated sources of the client', () => {
  it('are what `npm run openapi` writes', () => {
    const script =
      "import('./scripts/client-types.mjs').then(({ clientSources }) => clientSources())" +
      '.then((sources) => process.stdout.write(JSON.stringify(sources)))';
    const sources = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', maxBuffer: 16_777_216 }),
    ) as Record<string, string>;
    expect(Object.keys(sources)).toHaveLength(2);
    for (const [file, text] of Object.entries(sources))
      expect({ file, isCurrent: fs.readFileSync(file, 'utf8') === text }).toEqual({ file, isCurrent: true });
  });
});

describe('the version', () => {
  it('is one: of the document, of all packages, and where these name each other', () => {
    const json = <T>(file: string): T => JSON.parse(fs.readFileSync(file, 'utf8')) as T;
    const { version } = json<{ version: string }>('package.json');
    const testing = json<{
      version: string;
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
    }>('packages/testing/package.json');
    const found = {
      document: json<{ info: { version: string } }>('openapi.json').info.version,
      client: json<{ version: string }>('packages/client/package.json').version,
      testing: testing.version,
      clientOfTesting: testing.dependencies['@portico/client'],
      peerOfTesting: testing.peerDependencies.portico,
    };
    expect(new Set(Object.values(found))).toEqual(new Set([version]));
  });
});
