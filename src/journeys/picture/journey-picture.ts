import { type DrawnJourney, pictureOf } from './picture';
import { svgOf } from './picture-svg';

export type { DrawnJourney };

/** One sentence of the text alternative, and the audit rows that it tells of. */
export interface PictureSentence {
  readonly text: string;
  readonly entryIds: readonly string[];
}

/** A journey in two forms that say the same. `svg`: an element to be put into a page; styles: `PICTURE_STYLE`. */
export interface JourneyPicture {
  readonly title: string;
  readonly svg: string;
  /** In the order of time; the last one says how it stands. */
  readonly text: readonly PictureSentence[];
}

/** `id`: begins the ids of the elements, and is unique in the page. */
export function journeyPicture(journey: DrawnJourney, now: Date, id = 'picture'): JourneyPicture {
  const picture = pictureOf(journey, now);
  return {
    title: picture.title,
    svg: svgOf(picture, id),
    text: [
      ...picture.steps.map(({ lines, entryIds }) => ({ text: sentenceOf(lines), entryIds })),
      { text: picture.standing.lines.join(' '), entryIds: [] },
    ],
  };
}

const sentenceOf = ([when, ...told]: readonly string[]): string => `${when}: ${told.join(' ')}`;
