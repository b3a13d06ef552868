import { Browser } from '../../vendors/browser';
import { Difference, same } from '../../expectation';
import { type Fact, factsInGroup } from '../../fact';
import type { Need } from '../../needs';
import type { World } from '../../world';

const { stated, open } = factsInGroup('1money');
const PERSON: readonly Need[] = ['effects', 'person'];

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const ZIP = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.from('[Content_Types].xml xl/workbook.xml')]);

/** A file of each format that 1Money accepts (1money.md 7.5), and whether it may be used as an identity document. */
const FORMATS: readonly (readonly [name: string, type: string, content: Buffer, isImage: boolean])[] = [
  ['JPEG', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), true],
  ['PNG', 'image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), true],
  ['HEIC', 'image/heic', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic')]), true],
  ['TIFF', 'image/tiff', Buffer.from([0x49, 0x49, 0x2a, 0x00, 8, 0, 0, 0]), true],
  ['PDF', 'application/pdf', PDF, false],
  ['CSV', 'text/csv', Buffer.from('name,share\nZoë,60\n'), false],
  ['XLS', 'application/vnd.ms-excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), false],
  ['XLSX', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ZIP, false],
];

async function atForm(world: World): Promise<Browser> {
  const browser = new Browser(world.sandbox.url);
  await browser.open(await world.oneMoney.url((await world.oneMoney.customer()).customer_id));
  return browser;
}

/** Whether a document is accepted: then the browser is redirected to the list. */
async function takesDocument(
  world: World,
  type: string,
  content: Buffer,
  docType = 'proof_of_address',
): Promise<boolean> {
  const browser = await atForm(world);
  await browser.get('/onboarding/form/documents/new');
  const { status } = await browser.post('/onboarding/form/documents/new', {
    doc_type: docType,
    file: { name: 'file', type, content },
    action: 'next',
  });
  if (status !== 303 && status !== 422) throw new Difference('an upload', '303 or 422', String(status));
  return status === 303;
}

/** Whether the page shows an error for a picture of an identity document. */
async function takesIdentity(world: World, type: string, content: Buffer): Promise<boolean> {
  const browser = await atForm(world);
  await browser.get('/onboarding/form/people/new');
  const { text } = await browser.post('/onboarding/form/people/new', {
    'identifying_information.0.image_front': { name: 'file', type, content },
    action: 'next',
  });
  return !text.includes('the file is not what its name says');
}

/** Documents without which a form cannot be submitted, by kind of business (7.5, as an integrator found them). */
const MINIMUM: Readonly<Record<string, readonly string[]>> = {
  corporation: ['proof_of_address', 'registration_document', 'e_signature_certificate', 'shareholder_register'],
  llc: [
    'proof_of_address',
    'registration_document',
    'e_signature_certificate',
    'shareholder_register',
    'constitutional_document',
  ],
  partnership: ['proof_of_address', 'registration_document', 'e_signature_certificate'],
  investment_fund: ['proof_of_address', 'registration_document', 'e_signature_certificate', 'shareholder_register'],
  sole_proprietorship: ['proof_of_address', 'registration_document'],
  trust: ['proof_of_address', 'registration_document'],
};

/** What the form accepts (1money.md 7). */
export const ONE_MONEY_FORM: readonly Fact[] = [
  ...FORMATS.map(([name, type, content]) =>
    stated(`form.document.${name}`, '7.5', 'code', `a document may be a ${name}`, PERSON, async (world) =>
      same('taken', await takesDocument(world, type, content), true),
    ),
  ),
  ...FORMATS.map(([name, type, content, isImage]) =>
    stated(
      `form.identity.${name}`,
      '7.5',
      'code',
      `a picture of an identity document ${isImage ? 'may' : 'may not'} be a ${name}`,
      PERSON,
      async (world) => same('taken', await takesIdentity(world, type, content), isImage),
    ),
  ),
  stated(
    'form.document.pdf-later',
    '7.5',
    'code',
    'a PDF may have other bytes before its signature, as scanners write them',
    PERSON,
    async (world) => {
      for (const before of ['\r\n', '\ufeff', 'HP scanner 1.0\n'.repeat(60)])
        same('taken', await takesDocument(world, 'application/pdf', Buffer.concat([Buffer.from(before), PDF])), true);
    },
  ),
  stated(
    'form.document.csv-windows',
    '7.5',
    'code',
    'a CSV need not be UTF-8: spreadsheets write Windows-1252',
    PERSON,
    async (world) =>
      same(
        'taken',
        await takesDocument(world, 'text/csv', Buffer.from('name;share\r\nZo\u00eb;60\r\n', 'latin1')),
        true,
      ),
  ),
  ...(['application/pdf', 'text/csv', 'image/png'] as const).map((type) =>
    stated(
      `form.document.not-${type.split('/')[1]}`,
      '7.5',
      'code',
      `a file whose bytes are not ${type} is refused as one`,
      PERSON,
      async (world) =>
        same('taken', await takesDocument(world, type, Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0x03, 0x00])), false),
    ),
  ),
  stated('form.document.other', '7.5', 'code', 'a wrong media type is refused', PERSON, async (world) => {
    for (const [type, content] of [
      ['application/zip', Buffer.from([0x50, 0x4b, 0x03, 0x04])],
      ['text/html', Buffer.from('<p>x')],
      ['image/gif', Buffer.from('GIF89a')],
      ['text/csv', Buffer.from('<script>alert(1)</script>')],
    ] as const)
      same(`${type} taken`, await takesDocument(world, type, content), false);
  }),
  stated('form.document.type', '7.5', 'code', 'doc_type is one of the words of the list', PERSON, async (world) => {
    for (const word of [
      'aml_comfort_letter',
      'flow_of_funds',
      'tax_exempt_entity_confirmation',
      'proof_of_nature_of_business_aml_policy',
      'other',
    ])
      same(`${word} taken`, await takesDocument(world, 'application/pdf', PDF, word), true);
    same('another word taken', await takesDocument(world, 'application/pdf', PDF, 'holiday_photo'), false);
  }),
  ...Object.entries(MINIMUM).map(([kind, papers]) =>
    open(
      `form.minimum.${kind}`,
      '7.5',
      `the papers that a ${kind} has to add`,
      PERSON,
      papers.join(', '),
      async (world) => {
        const browser = await atForm(world);
        await browser.get('/onboarding/form/company');
        await browser.post('/onboarding/form/company', { business_type: kind, action: 'next' });
        const { text } = await browser.get('/onboarding/form/documents');
        const [, asked = ''] = /aria-labelledby="wanted">([\s\S]*?)<\/section>/.exec(text) ?? [];
        return [...asked.matchAll(/<li>([^<]+)<\/li>/g)]
          .map(([, name]) => name!.toLowerCase().replaceAll(/[ -]/g, '_'))
          .join(', ');
      },
    ),
  ),
  open('form.shares', '7.3', 'shares of persons that add up to more than 100 %', PERSON, 'refused', async (world) => {
    const { customer_id } = await world.oneMoney.customer();
    await world.sandbox.call(`/_sandbox/1money/customers/${customer_id}/form/fill`, {});
    const browser = new Browser(world.sandbox.url);
    await browser.open(await world.oneMoney.url(customer_id));
    await browser.get('/onboarding/form/people/new');
    await browser.post('/onboarding/form/people/new', { action: 'fill' });
    await browser.get('/onboarding/form/people');
    return (await browser.post('/onboarding/form/people', { action: 'next' })).status === 422 ? 'refused' : 'taken';
  }),
];
