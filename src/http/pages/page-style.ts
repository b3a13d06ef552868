import { createHash } from 'node:crypto';

/** The style block of Portico's pages, in the light and in the dark colours that a person's system asks for. */
export const PAGE_STYLE = `
  :root { color-scheme: light dark; --ground: #f3f5f9; --paper: #fff; --ink: #17202e; --soft: #4f5b6d; --line: #dde2ea;
    --accent: #2438a8; --accent-over: #1a2a85; --on-accent: #fff; --tint: #f1f4fb;
    font: 1.0625rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Devanagari',
    'Nirmala UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
  *, *::before, *::after { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; grid-template-columns: minmax(0, 1fr);
    padding: 1.5rem 1rem; background: var(--ground); color: var(--ink); }
  main { width: 100%; max-width: 34rem; padding: clamp(1.5rem, 5vw, 2.5rem); background: var(--paper);
    border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1px 2px #0000000d, 0 8px 24px #0000000a;
    overflow-wrap: anywhere; }
  main:has(dl) { max-width: 48rem; }
  h1 { margin: 0; font-size: clamp(1.4rem, 1.15rem + 1.2vw, 1.7rem); line-height: 1.25; letter-spacing: -.01em;
    text-wrap: balance; }
  h2 { margin: 0; font-size: 1rem; line-height: 1.4; }
  p, ul { margin: 0; }
  a { color: var(--accent); text-underline-offset: .18em; } a:hover { text-decoration-thickness: 2px; }
  .lead { margin-top: .75rem; color: var(--soft); }
  .step { margin-top: 1.5rem; }
  .step button, .step a { display: inline-block; max-width: 100%; padding: .75rem 1.4rem; border: 0;
    border-radius: .6rem; background: var(--accent);
    color: var(--on-accent); font: inherit; font-weight: 600; text-align: center;
    text-decoration: none; cursor: pointer; }
  .step button:hover, .step a:hover { background: var(--accent-over); }
  :focus-visible { outline: 3px solid #c77d00; outline-offset: 3px; border-radius: .3rem; }
  .sender { display: flex; align-items: center; gap: .85rem; margin-bottom: 1.5rem; padding-bottom: 1.25rem;
    border-bottom: 1px solid var(--line); }
  .sender img { flex: none; width: 3rem; height: 3rem; object-fit: contain; border-radius: .6rem; background: #fff; }
  .sender .label { display: block; font-size: .875rem; line-height: 1.4; color: var(--soft); }
  .sender strong { font-size: 1.125rem; line-height: 1.35; }
  .safe { margin-top: 1.75rem; padding: 1.1rem 1.25rem; border-radius: .75rem; background: var(--tint);
    font-size: .95rem; line-height: 1.5; }
  .safe ul { margin-top: .6rem; padding: 0; list-style: none; }
  .safe li { position: relative; padding-left: 1.6rem; } .safe li + li { margin-top: .5rem; }
  .safe li::before { content: ''; position: absolute; left: .25rem; top: .3em; width: .4rem; height: .75rem;
    border: solid var(--accent); border-width: 0 2px 2px 0; transform: rotate(42deg); }
  .ask, .note { margin-top: 1.25rem; font-size: .95rem; line-height: 1.5; color: var(--soft); }
  .ask a { font-weight: 600; white-space: normal; }
  .note { font-size: .875rem; }
  dl { margin: 1.25rem 0 0; } dt { padding-top: 1rem; border-top: 1px solid var(--line); font-weight: 600; }
  dd { margin: .25rem 0 1rem; color: var(--soft); }
  dt:target { color: var(--accent); }
  @media (prefers-color-scheme: dark) {
    :root { --ground: #0f141a; --paper: #1a222b; --ink: #eaeff5; --soft: #b3bfcd; --line: #303b48; --accent: #aebbff;
      --accent-over: #cdd5ff; --on-accent: #10183f; --tint: #222c37; }
    main { box-shadow: none; } :focus-visible { outline-color: #f5b941; }
  }
  @media (max-width: 30rem) {
    body { padding: 0; place-items: start stretch; } main { min-height: 100vh; border: 0; border-radius: 0; }
    .step button, .step a { display: block; width: 100%; }
  }
`;

/** The source that lets a page have this style block, and no other one (CSP Level 3, section 2.3.1). */
export const PAGE_STYLE_SOURCE = `'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`;
