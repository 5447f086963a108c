// Has axe-core judge HTML files in Chromium: on a wide screen, on a narrow one (320 px, WCAG 2.1 1.4.10), and without the
// style sheet. Fails on any finding, also of best practices, and on any part of the text that is wider than the screen.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [browser, ...files] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const profile = mkdtempSync(join(tmpdir(), 'kansli-judge-'));
const views = [
  { name: '1280 px', width: 1280, height: 1024, styled: true },
  { name: '320 px', width: 320, height: 640, styled: true },
  { name: '1280 px without style sheet', width: 1280, height: 1024, styled: false },
  { name: '320 px without style sheet', width: 320, height: 640, styled: false },
];
let faults = 0;
let judged = 0;
const tell = (file, view, text) => {
  faults += 1;
  console.log(`${file} (${view.name}): ${text}`);
};

const context = await chromium.launchPersistentContext(profile, {
  executablePath: browser,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const page = await context.newPage();
  // Nothing is fetched from anywhere.
  await page.route('**/*', (route) => {
    const address = route.request().url();
    if (address.startsWith('file:')) return route.continue();
    faults += 1;
    console.log(`a file asks for ${address}`);
    return route.abort();
  });
  for (const file of files) {
    for (const view of views) {
      await page.setViewportSize({ width: view.width, height: view.height });
      await page.goto(pathToFileURL(resolve(file)).href);
      if (!view.styled) await page.evaluate(() => document.querySelector('style').remove());
      // The policy of the file lets the browser use the sheet.
      const applied = await page.evaluate(() => getComputedStyle(document.body).maxWidth !== 'none');
      if (applied !== view.styled) tell(file, view, 'the style sheet is not applied as it should be');
      await page.evaluate(axe);
      const report = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations', 'incomplete'] }));
      // What axe could not decide is a finding too; but for the contrast of what is out of sight in a table that is moved
      // sideways: no colour depends on the width, and on the wide screen it is in sight.
      const undecided = [];
      for (const finding of report.incomplete) {
        if (finding.id === 'color-contrast' && view.width === 320) {
          const targets = finding.nodes.map((node) => node.target[0]);
          const inTable = await page.evaluate((targets) => targets.map((target) => !!document.querySelector(target)?.closest('.wide')), targets);
          finding.nodes = finding.nodes.filter((_, at) => !inTable[at]);
        }
        if (finding.id === 'th-has-data-cells') {
          // The header of a group of rows (HTML, 4.9.12.2), which axe can't always follow: its group must hold data.
          const checks = (node) => [...node.any, ...node.all, ...node.none];
          const cells = finding.nodes.flatMap((node) => checks(node).flatMap((check) => check.relatedNodes.map((cell) => cell.target[0])));
          const heads = (cells) =>
            cells.every((cell) => document.querySelector(cell)?.matches('tbody:has(td) th[scope=rowgroup]'));
          if (cells.length > 0 && (await page.evaluate(heads, cells))) continue;
        }
        if (finding.nodes.length > 0) undecided.push(finding);
      }
      for (const finding of [...report.violations, ...undecided]) {
        const nodes = finding.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('\n    ');
        tell(file, view, `${finding.id}: ${finding.help}\n    ${nodes}`);
      }
      if (report.passes.length === 0) tell(file, view, 'axe-core judged nothing');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (view.styled && wide > 0) tell(file, view, `the page is ${wide} px wider than the screen`);
      judged += 1;
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${judged} views of ${files.length} files, ${faults} findings`);
process.exit(faults === 0 && judged === 4 * files.length && files.length > 0 ? 0 : 1);
