import fs from 'node:fs';
import path from 'node:path';
import { PARTY_SUBJECTS, PARTIES } from '../../src/journeys/picture/parties';
import { type JourneyPicture, journeyPicture } from '../../src/journeys/picture/journey-picture';
import { PICTURE_STYLE } from '../../src/journeys/picture/picture-style';
import { spanOf } from '../../src/journeys/picture/spans';
import { STUCK_AT_MEANINGS } from '../../src/journeys/stuck-at';
import { FATES } from '../support/told-journeys';

const GOLDEN = path.join(process.cwd(), 'test/journeys/pictures');
/** Set to 1 to write the golden pictures anew. */
const isWritten = process.env.WRITE_PICTURES === '1';

const pictureNamed = (fate: string): JourneyPicture => {
  const { journey, now } = FATES[fate]!();
  return journeyPicture(journey, now);
};

const UNESCAPED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plainText = (xml: string): string =>
  xml.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => UNESCAPED[name]!);
const texts = (xml: string): string[] =>
  [...xml.matchAll(/<text class="(?:when|told|answer)"[^>]*>([^<]*)<\/text>/g)].map(([, text]) => plainText(text!));

/** What a person who sees the picture reads, one text for each step, and one for how it stands. */
function readIn(svg: string): { text: string; route: string[] }[] {
  return [...svg.matchAll(/<g class="(?:step|standing)[^>]*>.*?<\/g>/g)].map(([group]) => ({
    text: texts(group).join(' '),
    route: /data-route="([^"]*)"/.exec(group)?.[1]?.split(' ') ?? [],
  }));
}

describe('the picture of a journey', () => {
  it.each(Object.keys(FATES))('is as it was accepted, and tells the same in text: %s', (fate) => {
    const { svg, text } = pictureNamed(fate);
    const file = path.join(GOLDEN, `${fate}.svg`);
    if (isWritten) fs.writeFileSync(file, `${svg}\n`);
    expect(`${svg}\n`).toBe(fs.readFileSync(file, 'utf8'));

    const seen = readIn(svg);
    const words = (told: string): string => told.replaceAll(':', '');
    expect(seen.map((one) => words(one.text))).toEqual(text.map((one) => words(one.text)));
    for (const { text: sentence, route } of seen.slice(0, -1)) {
      const named = PARTIES.filter((party) => new RegExp(`\\b${PARTY_SUBJECTS[party]}\\b`, 'i').test(sentence));
      expect([route, named]).toEqual([route, expect.arrayContaining(route.map((party) => party.toUpperCase()))]);
    }
  });

  it('shows every kind of end, owner and result that there is', () => {
    const pictures = Object.keys(FATES).map(pictureNamed);
    const all = pictures.map(({ svg }) => svg).join('\n');
    for (const result of ['done', 'open', 'refused', 'failed', 'unknown'])
      expect(all).toContain(`class="step ${result}"`);
    for (const party of ['consumer', 'vendor', 'user', 'portico']) expect(all).toContain(`waits-${party}`);
    expect(Object.keys(FATES).length).toBeGreaterThanOrEqual(20);
    expect(all).toContain('Attempt 2.');
  });

  it('draws a wait at the party that the journey waited for, not at the one that acted next', () => {
    const waits = (fate: string): string[] =>
      [...pictureNamed(fate).svg.matchAll(/<g class="gap">.*?<\/g>/g)].map(
        ([gap]) => /waits-(\w+)/.exec(gap)?.[1] ?? 'none',
      );
    // The link is asked for; the form is filled; a webhook announces; it is reviewed; a webhook announces; refused.
    expect(waits('onboarding-rejected')).toEqual(['consumer', 'user', 'user', 'vendor', 'vendor', 'consumer']);
    // A link that was not used expires, and the consumer asks for another one.
    expect(waits('onboarding-renewed-link')).toEqual(['consumer', 'consumer', 'user', 'vendor', 'vendor']);
    // A durable link that was not pressed for hours waits for the user.
    expect(waits('onboarding-at-vendor')).toEqual(['consumer', 'user', 'user', 'user']);
    // The answer was lost: Portico finds out.
    expect(waits('consent-lost-and-found').slice(0, 2)).toEqual(['portico', 'portico']);
    // An active consent waits for none.
    expect(waits('consent-revoked')[2]).toBe('none');
  });

  it('draws no two arrows over each other', () => {
    for (const fate of Object.keys(FATES)) {
      const drawn = [
        ...pictureNamed(fate).svg.matchAll(/<line class="arrow[^>]*? x1="([\d.]+)%" y1="(\d+)" x2="([\d.]+)%"/g),
      ].map(([, from, y, to]) => ({ y, span: [Number(from), Number(to)].toSorted((a, b) => a - b) }));
      const covered = drawn.filter((one, index) =>
        drawn.slice(0, index).some(({ y, span }) => y === one.y && span[0]! < one.span[1]! && one.span[0]! < span[1]!),
      );
      expect(covered).toEqual([]);
      expect(drawn.length).toBeGreaterThan(0);
    }
  });

  it('names each audit row once, in the order of the timeline', () => {
    for (const fate of Object.values(FATES)) {
      const { journey, now } = fate();
      const rows = journey.timeline.flatMap(({ entryId }) => entryId ?? []);
      const named = journeyPicture(journey, now).text.flatMap(({ entryIds }) => entryIds);
      expect(named.toSorted()).toEqual(rows.toSorted());
    }
  });

  it('needs no style of its own, no script and no address, and is labelled', () => {
    for (const fate of Object.keys(FATES)) {
      const { svg, title } = pictureNamed(fate);
      expect(svg).not.toMatch(/ style=|<style|<script|href|url\(|\bon\w+=/);
      expect(svg).toContain('role="img"');
      expect(svg).toContain(`<title id="picture-title">${title}</title>`);
      const classes = new Set([...PICTURE_STYLE.matchAll(/\.([a-z-]+)/g)].map(([, name]) => name));
      expect(classes).toContain('journey-picture');
    }
  });

  it("takes a vendor's word as text, whatever it contains", () => {
    const { journey, now } = FATES['consent-paused']!();
    const event = '<script>alert(1)</script>\u202e"&\u0000' + 'x'.repeat(400);
    const [first, ...others] = journey.timeline;
    const timeline = [first!, { ...first!, action: 'webhook.received', facts: { event }, entryId: null }, ...others];
    const { svg, text } = journeyPicture({ ...journey, timeline }, now);
    expect(svg).not.toContain('<script');
    for (const control of ['\u202e', '\u0000'])
      expect([svg, ...text.map((one) => one.text)].filter((said) => said.includes(control))).toEqual([]);
    for (const line of texts(svg)) expect(line.length).toBeLessThanOrEqual(50);
  });

  it('says where it waits in the words of the API', () => {
    expect(pictureNamed('onboarding-expired-unused').text.at(-1)!.text).toContain(STUCK_AT_MEANINGS.LINK_EXPIRED);
  });
});

describe('spans of time', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [303_000, '5 min 3 s'],
    [3_599_999, '59 min 59 s'],
    [12_000_000, '3 h 20 min'],
    [172_799_999, '47 h 59 min'],
    [176_400_000, '2 d 1 h'],
    [-5, '0 ms'],
  ])('%i ms is %s', (milliseconds, words) => expect(spanOf(milliseconds)).toBe(words));
});
