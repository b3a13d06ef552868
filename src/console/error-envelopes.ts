import type { Clock } from '../config/clock';
import type { Config } from '../config/config';
import { envelopes } from '../consent/finpro/finpro-envelope';
import type { EnvelopeChoice } from '../http/errors/envelope';
import { consoleEnvelopes } from './page/console-envelope';

/** How every error of the gateway is answered; below /console with a page of the console, where it is served. */
export function errorEnvelopes(config: Pick<Config, 'absoluteUrl' | 'console'>, clock: Clock): EnvelopeChoice {
  const others = envelopes(config.absoluteUrl, clock);
  return config.console ? consoleEnvelopes(others) : others;
}
