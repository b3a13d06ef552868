import { type DrawnJourney, journeyPicture } from '../../journeys/picture/journey-picture';
import { PICTURE_STYLE } from '../../journeys/picture/picture-style';
import { textAsset } from '../assets/assets';
import { asHtml, html, type Html } from '../../http/pages/html';
import { figure } from '../page/parts';
import { JOURNEY_WORDS as WORDS } from './journey.words';

/** The style sheet of the picture. */
export const PICTURE_SHEET = textAsset('journey-picture.css', PICTURE_STYLE);

/** The picture, and below it the same in words. */
export function picturePart(journey: DrawnJourney, now: Date): Html {
  const { svg, title, text } = journeyPicture(journey, now);
  return html`${figure(asHtml(svg), title)}
    <details id="picture-text">
      <summary>${WORDS.inWords}</summary>
      <ol>
        ${text.map((sentence) => html`<li>${sentence.text}</li>`)}
      </ol>
    </details>`;
}
