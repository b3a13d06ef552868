/** The style of the report, on a screen in both colours and on paper. */
export const REPORT_STYLE = `
  :root { color-scheme: light dark; --ground: #fff; --ink: #17202e; --soft: #4f5b6d; --line: #d5dbe5; --tint: #f3f5f9;
    font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Devanagari', sans-serif; }
  *, *::before, *::after { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere; }
  main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
  h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
  h2 { margin: 2.25rem 0 .75rem; font-size: 1.2rem; }
  h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
  p { margin: 0 0 .5rem; max-width: 45rem; }
  code { font: .9em ui-monospace, Menlo, Consolas, monospace; }
  small { display: block; color: var(--soft); font-size: .875rem; }
  .facts { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: .25rem 1.25rem;
    margin: 0; }
  .facts dt { color: var(--soft); } .facts dd { margin: 0; }
  .answers { margin: 0 0 1rem; padding: 0; list-style: none; }
  .answers li { padding: .75rem 1rem; border-left: .25rem solid #1c7a46; background: var(--tint); }
  .answers li + li { margin-top: .5rem; }
  figure { margin: 0; } figure svg { max-width: 100%; height: auto; } figcaption ol { padding-left: 1.5rem; }
  blockquote { margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
  .button { display: inline-block; margin: .25rem 0 0; padding: .35rem .9rem; border: 1px solid var(--ink);
    border-radius: .4rem; }
  table { width: 100%; border-collapse: collapse; font-size: .925rem; }
  th { text-align: left; white-space: nowrap; }
  th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
  td span { color: var(--soft); }
  td:nth-child(-n+2) { white-space: nowrap; }
  @media (prefers-color-scheme: dark) {
    :root { --ground: #0f141a; --ink: #eaeff5; --soft: #b3bfcd; --line: #303b48; --tint: #1a222b; }
    .answers li { border-color: #4cc38a; }
  }
  @media (max-width: 40rem) {
    .facts { grid-template-columns: minmax(0, 1fr); } .facts dt { margin-top: .5rem; }
    thead { position: absolute; clip-path: inset(50%); } tr, td { display: block; }
    td { padding: .1rem 0; border: 0; } tr { padding: .75rem 0; border-bottom: 1px solid var(--line); }
    td:nth-child(1)::before { content: 'No. '; }
  }
  @media print { :root { font-size: 10pt; color-scheme: light; } main { padding: 0; max-width: none; }
    tr, li, blockquote { break-inside: avoid; } }`;
