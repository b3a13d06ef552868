import { fieldsOf, STEPS, formStepOf } from '../../src/sandbox/one-money/kyb-questions/kyb-form.fields';
import { type RunningSandbox, startSandbox } from '../support/sandbox';
import { Partner, type Upload, Visitor } from '../support/visitor';

const PNG: Upload = {
  name: 'front.png',
  type: 'image/png',
  content: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]),
};
const BACK = 'https://app.example.com/kyb/return?state=abc123';
const COMPANY = {
  business_legal_name: 'Acme Robotics GmbH',
  business_type: 'llc',
  date_of_incorporation: '2019-04-01',
  publicly_traded: 'false',
  business_industry: '541519',
  business_description: 'Robots',
  email: 'ops@acme.example',
};

/** Ids of the entries that a page links to. */
const entryIds = (html: string): string[] =>
  [...html.matchAll(/\/onboarding\/form\/\w+\/([0-9a-f-]{36})"/g)]
    .map(([, id]) => id!)
    .filter((id, at, all) => all.indexOf(id) === at);

describe('the hosted KYB form', () => {
  let sandbox: RunningSandbox;
  let partner: Partner;
  beforeAll(async () => {
    sandbox = await startSandbox();
    partner = new Partner(sandbox);
  });
  afterAll(() => sandbox.close());

  /** A visitor who has opened a link. */
  const arrived = async (
    options: { customer?: string; redirect_url?: string } = {},
  ): Promise<{ visitor: Visitor; customer: string }> => {
    const customer = options.customer ?? (await partner.customer());
    const visitor = new Visitor(sandbox.url);
    await visitor.open(
      await partner.link(customer, options.redirect_url ? { redirect_url: options.redirect_url } : {}),
    );
    return { visitor, customer };
  };
  const fill = (customer: string): Promise<unknown> =>
    sandbox.control(`/_sandbox/1money/customers/${customer}/form/fill`, {});
  const status = (customer: string, body: object): Promise<unknown> =>
    sandbox.control(`/_sandbox/1money/customers/${customer}/status`, body);
  const rowsIn = async (table: string, customer: string): Promise<number> =>
    (
      await sandbox.sandbox.context.db.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM sandbox.${table} WHERE customer_id = $1`,
        [customer],
      )
    ).rows[0]!.count;
  const refused = async (file: Upload, field = 'file', at = 'documents'): Promise<string> => {
    const { visitor } = await arrived();
    const { status: code, html } = await visitor.post(`/onboarding/form/${at}/new`, {
      doc_type: 'other',
      action: 'save',
      [field]: file,
    });
    expect(code).toBe(422);
    return html;
  };

  describe('sessions', () => {
    it('asks a browser without a session to open the link first', async () => {
      const { status: code, html } = await new Visitor(sandbox.url).get('/onboarding/form/company');
      expect(code).toBe(401);
      expect(html).toContain('ask for a new link');
      expect((await new Visitor(sandbox.url).post('/onboarding/form/company')).status).toBe(401);
    });

    it('lasts 24 hours from the exchange, regardless of activity', async () => {
      const { visitor } = await arrived();
      await sandbox.control('/_sandbox/clock/advance', { seconds: 86_390 });
      expect((await visitor.get('/onboarding/form/company')).status).toBe(200);
      await sandbox.control('/_sandbox/clock/advance', { seconds: 20 });
      const late = await visitor.get('/onboarding/form/company');
      expect(late.status).toBe(410);
      expect(late.html).toContain('Your session has ended');
    });

    it('can be ended early by a test', async () => {
      const { visitor, customer } = await arrived();
      const { rows } = await sandbox.sandbox.context.db.query<{ session_id: string }>(
        'SELECT session_id FROM sandbox.sessions WHERE customer_id = $1',
        [customer],
      );
      await sandbox.control(`/_sandbox/1money/sessions/${rows[0]!.session_id}/end`, {});
      expect((await visitor.get('/onboarding/form')).status).toBe(410);
    });

    it('refuses a change without the token of its forms', async () => {
      const { visitor, customer } = await arrived();
      for (const token of ['', 'x'.repeat(24)])
        expect((await visitor.post('/onboarding/form/company', { ...COMPANY, action: 'continue' }, token)).status).toBe(
          403,
        );
      expect(await rowsIn('kyb_forms', customer)).toBe(0);
    });
  });

  describe('saving', () => {
    it("starts with the partner's data", async () => {
      const { visitor } = await arrived();
      const { html } = await visitor.get('/onboarding/form/company');
      expect(html).toContain('value="Acme Robotics GmbH"');
      expect(html).toMatch(/id="email"[^>]*value="canary-/);
    });

    it('moves on from a complete step, and stays at an incomplete one with the missing fields', async () => {
      const { visitor } = await arrived();
      const wrong = await visitor.post('/onboarding/form/company', {
        ...COMPANY,
        business_type: '',
        email: 'absent',
        action: 'continue',
      });
      expect(wrong.status).toBe(422);
      expect(wrong.html).toContain('<title>Error: Your business');
      expect(wrong.html).toContain('href="#business_type"');
      expect(wrong.html).toMatch(/id="email"[^>]*value="absent" aria-describedby="email-error" aria-invalid="true"/);
      expect((await visitor.get('/onboarding/form/company')).html).toContain('value="541519"');
      const right = await visitor.post('/onboarding/form/company', { ...COMPANY, action: 'continue' });
      expect([right.status, right.location]).toEqual([303, '/onboarding/form/addresses']);
    });

    it('keeps progress with the customer: a second link continues where the first stopped', async () => {
      const { visitor, customer } = await arrived({ redirect_url: BACK });
      await visitor.post('/onboarding/form/terms', { terms_signed_at: 'yes', action: 'continue' });
      const later = await visitor.post('/onboarding/form/company', {
        business_legal_name: 'Half a name',
        action: 'later',
      });
      expect([later.status, later.location]).toEqual([303, BACK]);
      const again = new Visitor(sandbox.url);
      const page = await again.open(await partner.link(customer));
      expect(page.html).toContain('value="Half a name"');
    });

    it('keeps the changes of two tabs that save different steps, or add people, at once', async () => {
      const { visitor, customer } = await arrived();
      const steps = ['terms', 'company', 'addresses', 'activity'];
      await Promise.all([
        ...steps.map((step) => visitor.post(`/onboarding/form/${step}`, { action: 'fill' })),
        ...Array.from({ length: 6 }, () => visitor.post('/onboarding/form/people/new', { action: 'fill' })),
      ]);
      const { rows } = await sandbox.sandbox.context.db.query<{ answers: Record<string, unknown[]> }>(
        'SELECT answers FROM sandbox.kyb_forms WHERE customer_id = $1',
        [customer],
      );
      expect(Object.keys(rows[0]!.answers).sort()).toEqual([...steps, 'people'].sort());
      expect(rows[0]!.answers.people).toHaveLength(6);
    });

    it('adds, changes and removes a person, with their files', async () => {
      const { visitor, customer } = await arrived();
      await visitor.get('/onboarding/form/people/new');
      expect((await visitor.post('/onboarding/form/people/new', { action: 'fill' })).location).toBe(
        '/onboarding/form/people',
      );
      const [id] = entryIds((await visitor.get('/onboarding/form/people')).html);
      const changed = await visitor.post(`/onboarding/form/people/${id}`, {
        first_name: 'Grace',
        action: 'save',
        'identifying_information.0.image_front': PNG,
      });
      expect(changed.status).toBe(422);
      expect(changed.html).toContain('value="Grace"');
      expect(changed.html).toContain('Uploaded: front.png');
      expect(await rowsIn('kyb_documents', customer)).toBe(3);
      expect((await visitor.post(`/onboarding/form/people/${id}/remove`)).location).toBe('/onboarding/form/people');
      expect((await visitor.get('/onboarding/form/people')).html).toContain('No people added yet');
      expect(await rowsIn('kyb_documents', customer)).toBe(0);
      expect((await visitor.get(`/onboarding/form/people/${id}`)).status).toBe(404);
    });
  });

  describe('uploads', () => {
    it('refuses a file whose content does not match its type, of another type, empty, or too large', async () => {
      expect(await refused({ ...PNG, type: 'application/pdf' })).toContain('not what its name says');
      expect(
        await refused({ name: 'x.png', type: 'image/png', content: new TextEncoder().encode('%PDF-1.4') }),
      ).toContain('not what its name says');
      expect(
        await refused({ name: 'x.svg', type: 'image/svg+xml', content: new TextEncoder().encode('<svg/>') }),
      ).toContain('not what its name says');
      expect(await refused({ name: 'x.png', type: 'image/png', content: new Uint8Array() })).toContain(
        'the file is empty',
      );
      expect(await refused({ ...PNG, content: new Uint8Array(5_242_881).fill(0) })).toContain('larger than 5 MB');
    });

    it('accepts only images of identity documents', async () => {
      const pdf = { name: 'x.pdf', type: 'application/pdf', content: new TextEncoder().encode('%PDF-1.4 test') };
      expect(await refused(pdf, 'identifying_information.0.image_front', 'people')).toContain(
        'Front: the file is not what its name says',
      );
      const { visitor } = await arrived();
      expect(
        (await visitor.post('/onboarding/form/documents/new', { doc_type: 'other', action: 'save', file: pdf })).status,
      ).toBe(303);
    });

    it('keeps files and answers out of the log', async () => {
      const { visitor } = await arrived();
      await visitor.post('/onboarding/form/documents/new', {
        doc_type: 'other',
        description: 'canary-description',
        action: 'save',
        file: { ...PNG, name: 'canary-name.png' },
      });
      expect(sandbox.logged()).not.toContain('canary');
    });
  });

  describe('submitting', () => {
    it('is refused, and names every missing field, until the form is complete', async () => {
      const { visitor, customer } = await arrived();
      const early = await visitor.post('/onboarding/form/review', { action: 'submit' });
      expect(early.status).toBe(422);
      for (const step of ['Terms', 'Your business', 'Addresses and tax', 'Activity and volumes', 'People', 'Documents'])
        expect(early.html).toContain(`">${step}</a>:`);
      expect(await partner.status(customer)).toBe('INIT');
    });

    it('sends the browser to the requested address unchanged, and updates the customer', async () => {
      const { visitor, customer } = await arrived({ redirect_url: BACK });
      await fill(customer);
      const done = await visitor.post('/onboarding/form/review', { action: 'submit' });
      expect([done.status, done.location]).toEqual([303, BACK]);
      expect(await partner.full(customer)).toMatchObject({
        status: 'PENDING_REVIEW',
        business_legal_name: 'Acme Robotics GmbH',
        publicly_traded: false,
        tax_country: 'DEU',
        associated_persons: [{ first_name: 'Ada', ownership_percentage: 60 }],
      });
    });

    it('shows a page of the vendor when no address was given', async () => {
      const { visitor, customer } = await arrived();
      await fill(customer);
      const done = await visitor.follow(await visitor.post('/onboarding/form/review', { action: 'submit' }));
      expect(done.html).toContain('Thank you, we have everything');
    });

    it('has one effect when it is sent twice, also at once', async () => {
      const { visitor, customer } = await arrived({ redirect_url: BACK });
      await fill(customer);
      const answers = await Promise.all(
        [1, 2, 3].map(() => visitor.post('/onboarding/form/review', { action: 'submit' })),
      );
      expect(answers.map(({ location }) => location)).toEqual([BACK, BACK, BACK]);
      expect((await sandbox.effects('form.submitted')).filter(({ subject }) => subject === customer)).toHaveLength(1);
    });

    it('may be sent to https addresses by its Content-Security-Policy', async () => {
      const { visitor } = await arrived({ redirect_url: BACK });
      expect((await visitor.get('/onboarding/form/review')).headers.get('content-security-policy')).toContain(
        "form-action 'self' https:",
      );
    });
  });

  describe('a form that is closed', () => {
    it.each(['PENDING_REVIEW', 'UNDER_REVIEW', 'APPROVED', 'ESCALATED', 'PENDING_APPROVAL', 'PROVISIONING'])(
      'shows the state in %s, and refuses changes',
      async (closed) => {
        const { visitor, customer } = await arrived();
        const open = await visitor.get('/onboarding/form/company');
        await status(customer, { status: closed });
        const page = await visitor.get('/onboarding/form/company');
        expect([open.html.includes('<form'), page.status, page.html.includes('<form')]).toEqual([true, 200, false]);
        for (const path of ['company', 'review', 'people/new'])
          expect((await visitor.post(`/onboarding/form/${path}`, { action: 'submit' })).status).toBe(409);
        expect(await rowsIn('kyb_forms', customer)).toBe(0);
      },
    );

    it('opens again when compliance asks for corrections, with the flagged items first', async () => {
      const { visitor, customer } = await arrived();
      await fill(customer);
      await visitor.post('/onboarding/form/review', { action: 'submit' });
      const [person] = (await partner.full(customer)).associated_persons as { associated_person_id: string }[];
      const issues = {
        company_issues: { description: '<b>Too old</b>' },
        associated_person_issues: [
          { associated_person_id: person!.associated_person_id, description: 'Passport image is not legible' },
        ],
      };
      await status(customer, { status: 'PENDING_RESPONSE', review_issues: issues });
      const { visitor: back } = await arrived({ customer });
      const first = await back.get('/onboarding/form');
      expect(first.html).toContain('We need something from you');
      expect(first.html).toContain('&lt;b&gt;Too old&lt;/b&gt;');
      expect((await back.get(`/onboarding/form/people/${person!.associated_person_id}`)).html).toContain(
        'Passport image is not legible',
      );
      const company = (await back.get('/onboarding/form/company')).html;
      expect(company).toContain('Our reviewer asked about');
      expect([...company.matchAll(/<li class="flagged"><a href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
        '/onboarding/form/company',
        '/onboarding/form/people',
      ]);
      await back.post('/onboarding/form/review', { action: 'submit' });
      expect(await partner.full(customer)).toMatchObject({ status: 'PENDING_REVIEW', review_issues: null });
    });
  });

  it('escapes the content of every field, on the step and on the review', async () => {
    const attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const { visitor } = await arrived();
    const attacked = (step: string): Record<string, string> =>
      Object.fromEntries(
        fieldsOf(formStepOf(step)!.sections)
          .filter(({ kind }) => kind !== 'file')
          .map(({ name }) => [name, attack]),
      );
    for (const step of STEPS.filter(({ id }) => id !== 'review')) {
      const path = `/onboarding/form/${step.id}${step.items ? '/new' : ''}`;
      const page = await visitor.post(path, {
        ...attacked(step.id),
        action: step.items ? 'save' : 'continue',
        file: { ...PNG, name: attack },
      });
      expect(page.html).not.toMatch(/<script|<img/);
      const list = await visitor.get(`/onboarding/form/${step.id}`);
      expect(list.html).not.toMatch(/<script|<img/);
    }
    const review = await visitor.get('/onboarding/form/review');
    expect(review.html).toContain('&lt;script&gt;');
    expect(review.html).not.toMatch(/<script|<img/);
  });

  it.each(['nowhere', 'company/new', 'people/unknown', '__proto__', 'people/%00', 'constructor/new'])(
    'answers 404 to an unknown step: %s',
    async (path) => {
      const { visitor } = await arrived();
      await visitor.get('/onboarding/form/company');
      expect((await visitor.get(`/onboarding/form/${path}`)).status).toBe(404);
      expect((await visitor.post(`/onboarding/form/${path}`, { action: 'continue' })).status).toBe(404);
    },
  );

  it('handles malformed forms', async () => {
    const { visitor } = await arrived();
    await visitor.get('/onboarding/form/company');
    const page = await visitor.post('/onboarding/form/company', {
      business_legal_name: 'a\u0000b\ud800c',
      business_description: 'x'.repeat(60_000),
      publicly_traded: ['true', 'maybe'],
      action: 'continue',
    });
    expect(page.status).toBe(422);
    expect(
      (await visitor.post('/onboarding/form/company', { business_description: 'x'.repeat(70_000) })).status,
    ).toBeLessThan(500);
  });

  it('answers in English, and says so to a browser that prefers another language', async () => {
    const customer = await partner.customer();
    const opened = async (locale: string): Promise<string> =>
      (await new Visitor(sandbox.url).open(await partner.link(customer, { locale }))).html;
    expect(await opened('en-GB')).toContain('<html lang="en-GB">');
    const german = await opened('de-DE');
    expect(german).toContain('<html lang="en-US">');
    expect(german).toContain('only in English');
    expect(await opened('en-US')).not.toContain('only in English');
  });

  it('names the language in its link in which its pages are shown', async () => {
    const customer = await partner.customer();
    const shown = async (locale: string): Promise<string | null> =>
      new URL(await partner.link(customer, { locale })).searchParams.get('locale');
    expect([await shown('en-GB'), await shown('hi-IN'), await shown('xx')]).toEqual(['en-GB', 'en-US', 'en-US']);
  });

  it('leads back to the application from a used and an expired link, and from a session that ended', async () => {
    const customer = await partner.customer();
    const back = `<a class="button" href="${BACK}">Return to the application</a>`;
    const visitor = new Visitor(sandbox.url);
    const link = await partner.link(customer, { redirect_url: BACK });
    await visitor.open(link);
    const used = await new Visitor(sandbox.url).open(link);
    const late = await partner.link(customer, { redirect_url: BACK });
    const other = await partner.customer();
    const unopened = await partner.link(other, { redirect_url: BACK });
    await status(other, { status: 'APPROVED' });
    const closed = await new Visitor(sandbox.url).open(unopened);
    await sandbox.control('/_sandbox/clock/advance', { seconds: 90_000 });
    const expired = await new Visitor(sandbox.url).open(late);
    const ended = await visitor.get('/onboarding/form/company');
    expect([used, expired, ended, closed].map((page) => [page.status, page.html.includes(back)])).toEqual([
      [410, true],
      [410, true],
      [410, true],
      [200, true],
    ]);
  });

  it('marks what is optional, links the terms, and says once what is wrong with a field', async () => {
    const { visitor } = await arrived();
    expect((await visitor.get('/onboarding/form/addresses')).html).toContain(
      '<legend>Physical address <span class="optional">(optional)</span></legend>',
    );
    expect((await visitor.get('/onboarding/form/terms')).html).toContain('<a href="/onboarding/terms"');
    const wrong = await visitor.post('/onboarding/form/company', { ...COMPANY, email: 'absent', action: 'continue' });
    expect(wrong.html).toContain('<a href="#email">Business email: write it like name@example.com</a>');
    expect(wrong.html).toMatch(/id="email-error"><span[^>]*>!<\/span> Write it like name@example.com</);
    expect(wrong.html).toContain('<title>Error: Your business - 1Money sandbox</title>');
  });

  it('fills in one step, and from the first page all of them, with test data', async () => {
    const { visitor, customer } = await arrived();
    await visitor.get('/onboarding/form/terms');
    expect((await visitor.post('/onboarding/form/terms', { action: 'fill-all' })).location).toBe(
      '/onboarding/form/review',
    );
    expect((await visitor.post('/onboarding/form/review', { action: 'submit' })).status).toBe(303);
    expect(await partner.status(customer)).toBe('PENDING_REVIEW');
    await expect(fill(customer)).rejects.toThrow('409');
  });
});
