import fs from 'node:fs';
import { UUID_V4 } from '../support/finpro-api';
import { type RunningSandbox, startSandbox } from '../support/sandbox';

const PAGE = fs.readFileSync('docs/sandbox.md', 'utf8');
const sources = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => fs.readFileSync(`${folder}/${name}`, 'utf8'));

/** `/_sandbox/a/:b`, `/_sandbox/a/{b}` and the same with an id are one path. */
const anonymous = (path: string): string =>
  path.replaceAll(/\{[^}]*\}|:\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*');

const documented = [...new Set([...PAGE.matchAll(/\/_sandbox(?:[\w/{}-]|\.json)*/g)].map(([path]) => anonymous(path)))];

describe('docs/sandbox.md', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('names every variable that the sandbox reads', () => {
    const variables = [
      ...fs.readFileSync('src/sandbox/config.ts', 'utf8').matchAll(/'((?:SANDBOX|LINK|STRICT)_[A-Z_]+)'/g),
    ].map(([, name]) => name!);
    expect(variables.length).toBeGreaterThan(10);
    const expected = [
      ...variables,
      ...['1MONEY', 'FINPRO'].flatMap((vendor) => [
        `SANDBOX_WEBHOOK_${vendor}_URL`,
        `SANDBOX_WEBHOOK_${vendor}_SECRET`,
      ]),
    ];
    expect(expected.filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every control path, and no other', () => {
    const paths = sources('src/sandbox').flatMap((text) =>
      [...text.matchAll(/app\.(?:get|post|delete)(?:<[^(]*>)?\(\s*'(\/_sandbox[^']*)'/g)].map(([, path]) =>
        anonymous(path!),
      ),
    );
    expect(paths.length).toBeGreaterThan(15);
    expect(documented.toSorted()).toEqual([...new Set(paths)].toSorted());
  });

  it('the printed request for a consent works, and its customer can be played', async () => {
    const text = /^curl -s \S+requestconsent [\s\S]*?(?=\n```)/m.exec(PAGE)![0].replaceAll('\\\n', ' ');
    const headers = Object.fromEntries(
      [...text.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]),
    );
    const url = /http:\/\/\S+/.exec(text)![0].replace('http://localhost:4000', sandbox.url);
    const answer = await fetch(url, { method: 'POST', headers, body: /-d '([^']+)'/.exec(text)![1]! });
    expect(answer.status).toBe(200);
    const { data } = (await answer.json()) as { data: { consent_handle: string } };
    expect(data.consent_handle).toMatch(UUID_V4);
    expect(await sandbox.control(`/_sandbox/finpro/consents/${data.consent_handle}/approve`, {})).toMatchObject({
      status: 'ACTIVE',
    });
  });
});
