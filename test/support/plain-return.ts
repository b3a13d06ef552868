const SIGNATURE =
  /&portico_ts=\d{10}&portico_kid=[\w-]{43}&portico_sig=[\w-]{86}&portico_hmac=[\w-]{43}(?:\.[\w-]{43})*/;

/** The address to which a browser was sent on, without its signature; fails where it has none. */
export function plainReturn(location: string | undefined): string {
  expect(location).toMatch(SIGNATURE);
  return location!.replace(SIGNATURE, '');
}
