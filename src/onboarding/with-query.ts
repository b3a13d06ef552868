/** Adds parameters to a URL without touching the ones that are there. */
export function withQuery(href: string, parameters: Readonly<Record<string, string>>): string {
  const [whole, fragment] = href.split('#', 2) as [string, string?];
  return `${whole}${whole.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}${fragment === undefined ? '' : `#${fragment}`}`;
}
