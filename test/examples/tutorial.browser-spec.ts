import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { freePort, type RunningGateway, startGateway } from '../support/gateway';
import { WEBHOOK_SECRET } from '../support/vendor-webhooks';

const PAGE = fs.readFileSync('docs/tutorial.md', 'utf8');
/** The blocks of a language, in the order of the page. */
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);

/** A program whose lines can be waited for. */
class Program {
  private readonly lines: string[] = [];
  private readonly output: ReturnType<typeof createInterface>;
  private readonly child: ChildProcess;

  constructor(command: readonly string[], environment: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, command, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    this.output = createInterface(this.child.stdout!).on('line', (line) => this.lines.push(line));
  }

  /** Resolves when there is such a line that was not waited for before. */
  async printed(text: string): Promise<void> {
    for (;;) {
      const at = this.lines.findIndex((line) => line.includes(text));
      if (at >= 0) return void this.lines.splice(at, 1);
      await once(this.output, 'line');
    }
  }

  async end(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

/** The tutorial, followed as written: its commands, its service, its pages. */
describe('docs/tutorial.md', () => {
  let gateway: RunningGateway;
  let browser: Browser;
  let page: Page;
  let environment: NodeJS.ProcessEnv;
  let service: string;
  const programs: Program[] = [];
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startGateway(), launchBrowser()]);
    for (const vendor of ['1money', 'finpro'])
      await gateway.sandbox.control('/_sandbox/webhooks', {
        vendor,
        url: `${gateway.url}/webhooks/${vendor}`,
        secret: WEBHOOK_SECRET,
      });
    page = await browser.newPage();
    const port = String(await freePort());
    service = `http://localhost:${port}`;
    environment = {
      PATH: process.env.PATH,
      PORTICO_URL: gateway.url,
      SANDBOX_URL: gateway.sandbox.url,
      PORTICO_WEBHOOK_SECRET: /^export PORTICO_WEBHOOK_SECRET=(\S+)$/m.exec(PAGE)![1],
    };
  }, 60_000);
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end()));
    await browser.close();
    await gateway.close();
  });

  /** The arguments of a printed command, for the programs that run here. */
  const here = (start: string): string[] =>
    blocks('sh')
      .flatMap((block) => block.split('\n'))
      .find((line) => line.startsWith(start))!
      .replace(/^npx portico/, 'scripts/portico.mjs')
      .replace(/^node /, '')
      .replace('http://localhost:8080', service)
      .split(' ');
  const run = (start: string, rest = {}): Program => {
    programs.push(new Program(here(start), { ...environment, ...rest }));
    return programs.at(-1)!;
  };
  const trigger = async (start: string, customerId = ''): Promise<string> => {
    const words = here(start).map((word) => word.replace('<customer_id>', customerId));
    return (await promisify(execFile)(process.execPath, words, { env: environment })).stdout;
  };
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const shown = async (): Promise<string> => {
    await page.waitForURL(`${service}/back?**`);
    return `${(await page.locator('body').textContent())!.trim()}\n`;
  };

  it('prints the service that is in examples/, which has 40 lines', () => {
    const text = fs.readFileSync('examples/service/service.mjs', 'utf8');
    expect(blocks('js')).toEqual([text]);
    expect(text.split('\n').filter(Boolean)).toHaveLength(40);
  });

  it('leads a business and a person to the end, and tells the service of it', async () => {
    const listen = run('npx portico listen');
    await listen.printed('Events are forwarded');
    expect(await trigger('npx portico trigger kyb.approved')).toContain('is APPROVED');
    await listen.printed('ECONNREFUSED');
    const running = run('node examples', { PORT: new URL(service).port });
    for (const line of blocks('text')[0]!.trim().split('\n')) await running.printed(line);

    await page.goto(`${service}/business`);
    await press('Fill all steps with test data');
    await press('Submit application');
    expect(await shown()).toBe(blocks('text')[1]);
    await running.printed('onboarding.customer.status_changed PENDING_REVIEW');
    const customerId = new URL(page.url()).searchParams.get('customer_id')!;
    expect(await trigger('npx portico trigger kyb.approved --of', customerId)).toEqual(
      expect.stringContaining(`${customerId} is APPROVED`),
    );
    await running.printed('onboarding.customer.status_changed APPROVED');

    await page.goto(`${service}/person`);
    await page.getByLabel('One-time code').fill((await page.locator('.one-time-code').textContent())!);
    await press('Continue');
    await page.waitForURL('**/aa/accounts');
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await press('Continue');
    await press('Approve');
    expect(await shown()).toBe(blocks('text')[2]);
    await running.printed('consent.status_changed ACTIVE');
  });
});
