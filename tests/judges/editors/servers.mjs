// Language servers as editors run them: each answers the same three questions about a source.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PATIENCE = 60_000;
const require = createRequire(import.meta.url);

/** Resolves when `found` gives something, and fails after a minute. */
async function until(what, found) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
    const result = await found();
    if (result) return result;
  }
  throw new Error(`no answer: ${what}`);
}

/** What goes over the wire, whatever the wire is. */
class Client {
  answers = new Map();
  diagnostics = new Map();
  count = 0;

  constructor(send, folder) {
    this.send = send;
    this.folder = folder;
  }

  receive(message) {
    if (message.method && message.id !== undefined) {
      const items = message.params?.items ?? [];
      this.send({ jsonrpc: "2.0", id: message.id, result: message.method === "workspace/configuration" ? items.map(() => ({})) : null });
    } else if (message.method === "textDocument/publishDiagnostics") {
      this.diagnostics.set(message.params.uri, message.params.diagnostics);
    } else if (message.id !== undefined) {
      this.answers.set(message.id, message);
    }
  }

  tell(method, params) {
    this.send({ jsonrpc: "2.0", method, params });
  }

  async ask(method, params) {
    const id = ++this.count;
    this.send({ jsonrpc: "2.0", id, method, params });
    const answer = await until(method, () => this.answers.get(id));
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  async begin() {
    const uri = pathToFileURL(this.folder).href;
    const textDocument = {
      completion: { completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] } },
      hover: { contentFormat: ["markdown", "plaintext"] },
      publishDiagnostics: {},
    };
    await this.ask("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "judge" }],
      capabilities: { textDocument, workspace: { configuration: true, workspaceFolders: true } },
    });
    this.tell("initialized", {});
  }

  open(name) {
    const path = join(this.folder, name);
    const uri = pathToFileURL(path).href;
    this.tell("textDocument/didOpen", { textDocument: { uri, languageId: "toml", version: 1, text: readFileSync(path, "utf8") } });
    return uri;
  }

  async completions(uri, position) {
    // A server that still reads the schema has nothing to offer.
    const items = await until("completions", async () => {
      const answer = await this.ask("textDocument/completion", { textDocument: { uri }, position });
      const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
      return items.length > 0 && items;
    });
    return items.map((item) => ({ name: item.label, words: `${item.detail ?? ""} ${plain(item.documentation)}` }));
  }

  async hover(uri, position) {
    return plain((await this.ask("textDocument/hover", { textDocument: { uri }, position }))?.contents);
  }

  /** What is marked in a source; with `some`, waits until something is. */
  async faults(uri, some) {
    const found = await until("diagnostics", () => this.diagnostics.get(uri)?.length !== (some ? 0 : undefined) && this.diagnostics.get(uri));
    return found.map((fault) => ({ line: fault.range.start.line, message: fault.message }));
  }
}

/** The words of a text, without what escapes Markdown. */
function plain(text) {
  if (Array.isArray(text)) return text.map(plain).join("\n");
  return (typeof text === "string" ? text : (text?.value ?? "")).replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** A server that is a program of its own and speaks over its standard streams: Tombi. */
export async function program(command, folder) {
  const server = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "ignore"] });
  const client = new Client((message) => {
    const body = Buffer.from(JSON.stringify(message));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  }, folder);
  let buffer = Buffer.alloc(0);
  server.stdout.on("data", (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf("\r\n\r\n");
      const length = end < 0 ? undefined : Number(/content-length: *(\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
      if (length === undefined || buffer.length < end + 4 + length) return;
      client.receive(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()));
      buffer = buffer.subarray(end + 4 + length);
    }
  });
  await client.begin();
  client.end = () => server.kill();
  return client;
}

/** Taplo as it runs inside an editor: WebAssembly that is handed its surroundings. */
export async function taplo(folder) {
  const { TaploLsp } = require("@taplo/lsp");
  const environment = {
    now: () => new Date(0),
    envVar: () => undefined,
    envVars: () => [],
    stdErrAtty: () => false,
    stdin: async () => new Uint8Array(),
    stdout: async (bytes) => bytes.length,
    stderr: async (bytes) => bytes.length,
    glob: () => [],
    readFile: async (path) => new Uint8Array(readFileSync(path)),
    writeFile: async () => {},
    urlToFilePath: (url) => (url.startsWith("file:") ? fileURLToPath(url) : new URL(url).pathname),
    isAbsolute: (path) => path.startsWith("/"),
    cwd: () => folder,
    findConfigFile: (from) => [".taplo.toml", "taplo.toml"].map((name) => join(from, name)).find(existsSync),
    fetch: { fetch: () => Promise.reject(new Error("no network")), Headers, Request, Response },
  };
  let client;
  const server = await TaploLsp.initialize(environment, { onMessage: (message) => client.receive(message) });
  client = new Client((message) => server.send(message), folder);
  await client.begin();
  client.end = () => server.dispose();
  return client;
}

/** The JSON service inside Visual Studio Code, which the servers of Zed, Helix and Neovim wrap. */
export function json(folder) {
  const { getLanguageService, TextDocument } = require("vscode-json-languageservice");
  const service = getLanguageService({
    schemaRequestService: async (uri) => readFileSync(fileURLToPath(uri), "utf8"),
    workspaceContext: { resolveRelativePath: (relative, resource) => new URL(relative, resource).href },
  });
  service.configure({ validate: true });
  const open = new Map();
  return {
    open(name) {
      const path = join(folder, name);
      const uri = pathToFileURL(path).href;
      const document = TextDocument.create(uri, "json", 1, readFileSync(path, "utf8"));
      open.set(uri, [document, service.parseJSONDocument(document)]);
      return uri;
    },
    async completions(uri, position) {
      const [document, parsed] = open.get(uri);
      const { items } = await service.doComplete(document, position, parsed);
      return items.map((item) => ({ name: item.label, words: plain(item.documentation) }));
    },
    async hover(uri, position) {
      const [document, parsed] = open.get(uri);
      return plain((await service.doHover(document, position, parsed))?.contents);
    },
    async faults(uri) {
      const found = await service.doValidation(...open.get(uri));
      return found.map((fault) => ({ line: fault.range.start.line, message: fault.message }));
    },
    end() {},
  };
}
