// Has language servers read what `kansli new` makes: do they offer the fields with Swedish words, flag a misspelt one,
// and tell of a field under the pointer? Arguments: the program, the program tombi, and the kinds with a comma between.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, program, taplo } from "./servers.mjs";

const [kansli, tombi, kinds] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "kansli-editors-"));
const faults = [];

function expect(holds, what) {
  if (!holds) faults.push(what);
}

/** The position of a text, or of the character `ahead` behind its beginning. */
function position(text, needle, ahead = 0) {
  const at = text.indexOf(needle);
  if (at < 0) throw new Error(`the starter has no ${needle}`);
  const lines = text.slice(0, at + ahead).split("\n");
  return { line: lines.length - 1, character: lines[lines.length - 1].length };
}

function offered(server, name, items, field, words) {
  const item = items.find((item) => item.name.replaceAll('"', "") === field);
  expect(item, `${server}: ${name} does not offer ${field}, only ${items.map((item) => item.name).join(", ")}`);
  expect(!item || item.words.includes(words), `${server}: ${name} tells of ${field} “${item?.words}”, not “${words}”`);
}

async function judge(name, server, file, misspelt, places, starters = []) {
  const good = server.open(file);
  for (const [field, words, needle] of places.top) offered(name, file, await server.completions(good, position(needle.text, needle.at, needle.ahead)), field, words);
  for (const [words, needle, ahead] of places.hover) {
    const shown = await server.hover(good, position(readFileSync(join(folder, file), "utf8"), needle, ahead));
    expect(shown.includes(words), `${name}: under ${needle} stands “${shown}”, not “${words}”`);
  }
  for (const starter of starters) {
    const uri = server.open(starter);
    await server.completions(uri, { line: 1, character: 0 });
    const marked = await server.faults(uri, false);
    expect(marked.length === 0, `${name}: ${starter} is marked: ${JSON.stringify(marked)}`);
  }
  const wrong = server.open(misspelt);
  const text = readFileSync(join(folder, misspelt), "utf8");
  const found = await server.faults(wrong, true);
  const { line } = position(text, "titel");
  expect(found.some((fault) => fault.line === line && fault.message.includes("titel")), `${name}: titel is not flagged, only ${JSON.stringify(found)}`);
  server.end();
}

try {
  execFileSync(kansli, ["new", "uppdragshandling", "ny.toml", "--quiet"], { cwd: folder });
  const starters = kinds.split(",").map((kind) => {
    execFileSync(kansli, ["new", kind, `${kind}.toml`, "--quiet"], { cwd: folder });
    return `${kind}.toml`;
  });
  const starter = readFileSync(join(folder, "ny.toml"), "utf8");
  // An empty line at the top and in a table, where a drafter would ask for fields.
  const asked = starter.replace("\ntitle = ", "\n\ntitle = ").replace("[organisation]\n", "[organisation]\n\n");
  writeFileSync(join(folder, "fraga.toml"), asked);
  writeFileSync(join(folder, "titel.toml"), starter.replace("\ntitle = ", "\ntitel = "));
  const toml = {
    top: [
      ["short_title", "Kort titel för huvudet på sida 2 och framåt.", { text: asked, at: "\ntitle = ", ahead: 0 }],
      ["place", "Den ort som står ovanför underskrifterna", { text: asked, at: "\ntitle = ", ahead: 0 }],
      ["reference_groups", "Referensgrupper: en lista med namn, eller löptext.", { text: asked, at: "[organisation]\n", ahead: "[organisation]\n".length }],
    ],
    hover: [
      ["Varför uppdraget behövs.", "\nbackground = ", 3],
      ["Vem som ger uppdraget, och vem som tar över", "\ncommissioner = ", 3],
    ],
  };
  await judge("taplo", await taplo(folder), "fraga.toml", "titel.toml", toml, starters);
  await judge("tombi", await program([tombi, "lsp"], folder), "fraga.toml", "titel.toml", toml, starters);

  const source = '{\n  "$schema": "./uppdragshandling.schema.json",\n  "kind": "uppdragshandling",\n  "background": "",\n  \n  "organisation": {\n    \n  }\n}\n';
  writeFileSync(join(folder, "ny.json"), source);
  writeFileSync(join(folder, "titel.json"), source.replace('"background"', '"titel"'));
  await judge("vscode-json-languageservice", json(folder), "ny.json", "titel.json", {
    top: [
      ["title", "Dokumentets titel, utan punkt sist.", { text: source, at: '\n  "organisation"', ahead: 0 }],
      ["mission", "Vad som ska tas fram.", { text: source, at: '\n  "organisation"', ahead: 0 }],
      ["working_group", "Arbetsgruppen: platser grupp för grupp, eller löptext.", { text: source, at: "\n  }\n}", ahead: 0 }],
    ],
    hover: [["Varför uppdraget behövs.", '"background"', 3]],
  });
} finally {
  rmSync(folder, { recursive: true });
}
faults.forEach((fault) => console.error(fault));
process.exit(faults.length ? 1 : 0);
