import { existsSync } from 'node:fs';
import type { Configuration } from '@tutti/contract';
import { createClient, type Client } from '@tutti/client';
import { startServer, type RunningServer } from '@tutti/server';
import { temporaryFolder, testDatabase, type TestDatabase } from '@tutti/testkit';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { builtDashboard } from './build.ts';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine; undefined when there is none. */
export const chromiumPath = (): string | undefined =>
  [process.env['CHROMIUM_PATH'], ...CANDIDATES].find((file) => file !== undefined && existsSync(file));

export interface Dashboard {
  url: string;
  client: Client;
  server: RunningServer;
  browser: Browser;
  /** Ends the server as an operator would, and starts another on the same port and database. */
  stopServer(): Promise<void>;
  startServerAgain(): Promise<void>;
  /** For what only a long life would bring about. */
  database: TestDatabase['database'];
  close(): Promise<void>;
}

/** The dashboard as it is built, served by a whole node on a database of its own, and a browser to look at it. */
export async function openDashboard(
  executablePath: string,
  settings: Partial<Configuration> = {},
): Promise<Dashboard> {
  const folder = await temporaryFolder();
  const webRoot = await builtDashboard();
  const testing = await testDatabase();
  const start = (port: number): Promise<RunningServer> =>
    startServer({ ...configuration(folder.path, testing.connection), ...settings, port }, { webRoot });
  let server = await start(0);
  const url = server.url as string;
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await testing.drop();
    await folder.remove();
  };
  return {
    url,
    client: createClient({ baseUrl: url }),
    get server() {
      return server;
    },
    stopServer: () => server.stop(),
    startServerAgain: async () => {
      server = await start(Number(new URL(url).port));
    },
    browser,
    database: testing.database,
    close,
  };
}

function configuration(home: string, { host, user, database }: TestDatabase['connection']): Configuration {
  return {
    port: 0,
    host: '127.0.0.1',
    home,
    databaseUrl: `postgresql://${user}@${encodeURIComponent(host ?? '')}/${String(database)}`,
    databasePoolSize: 10,
    roles: ['api', 'scheduler', 'worker'],
    node: undefined,
    labels: {},
    maxConcurrent: 8,
    cpuLimit: 100,
    memoryLimit: 100,
    leaseMs: 30_000,
    httpAllow: undefined,
    shellAllow: undefined,
    runAs: undefined,
    sandbox: 'none',
    sandboxNetwork: false,
    secretKey: undefined,
    secretKeyFile: undefined,
    examples: false,
    auth: 'local',
    allowedHosts: undefined,
    trustProxy: false,
    auditKey: undefined,
    token: undefined,
    apiUrl: undefined,
    retries: 0,
    logLevel: 'silent',
    errorHook: undefined,
    otlpEndpoint: undefined,
    otlpHeaders: undefined,
    otlpServiceName: 'tutti',
    nodeEnv: 'test',
  };
}

export interface View {
  page: Page;
  /** What the page complained of, and what it asked of other hosts. */
  complaints: string[];
  context: BrowserContext;
}

export interface ViewOptions {
  theme?: 'dark' | 'light';
  width?: number;
  height?: number;
  zone?: string;
}

/** A fresh window. Breaches of the content policy, errors of scripts and requests to elsewhere are noted. */
export async function openView({ browser, url }: Dashboard, options: ViewOptions = {}): Promise<View> {
  const { theme = 'dark', width = 1440, height = 900, zone = 'Asia/Kolkata' } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: theme,
    timezoneId: zone,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== url)
      complaints.push(`request to ${request.url()}`);
  });
  return { page, complaints, context };
}
