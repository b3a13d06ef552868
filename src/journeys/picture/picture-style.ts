/** CSS for the pictures of journeys; a page may set `--picture-…` to colours of its own. */
export const PICTURE_STYLE = `
.journey-picture { display: block; max-width: 46rem; font-family: system-ui, sans-serif; }
.journey-picture .when { fill-opacity: 0.75; font-variant-numeric: tabular-nums; }
.journey-picture .answer { font-style: italic; }
.journey-picture .refused .tip, .journey-picture .refused .arrow, .journey-picture .refused .answer {
  color: var(--picture-bad, #b3261e); fill: currentColor; }
.journey-picture .failed .tip, .journey-picture .failed .arrow, .journey-picture .failed .answer {
  color: var(--picture-bad, #b3261e); fill: currentColor; }
.journey-picture .unknown .tip, .journey-picture .unknown .arrow, .journey-picture .unknown .answer {
  color: var(--picture-doubt, #8a5000); fill: currentColor; }
.journey-picture .open .tip, .journey-picture .open .arrow { color: var(--picture-doubt, #8a5000); fill: currentColor; }
.journey-picture .waits, .journey-picture .awaited { fill: var(--picture-waits, #0b57d0); }
.journey-picture .ended { fill: var(--picture-good, #146c2e); }
@media (prefers-color-scheme: dark) {
  .journey-picture { --picture-bad: #f2b8b5; --picture-doubt: #ffb868; }
  .journey-picture { --picture-waits: #a8c7fa; --picture-good: #6dd58c; }
}
`;
