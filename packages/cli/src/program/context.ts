import type { Client, EventStream } from '@tutti/client';
import type { Configuration, SettingName, Subscriptions } from '@tutti/contract';
import type { Loaded } from '../configuration/load.ts';
import type { Io } from '../io.ts';
import type { View } from '../output/view.ts';

export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
  apiUrl?: string;
  token?: string;
  home?: string;
}
export type Flags = Partial<Record<SettingName, unknown>>;

/** What a command works with. Whatever costs time to load is loaded when it is asked for. */
export class Context {
  readonly io: Io;
  readonly view: View;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #flags: Flags;
  readonly #narration: View;

  constructor(io: Io, options: GlobalOptions, view: View, narration: View) {
    this.io = io;
    this.view = view;
    this.#narration = narration;
    this.json = options.json ?? false;
    this.quiet = options.quiet ?? false;
    this.#flags = { apiUrl: options.apiUrl, home: options.home, token: options.token };
  }

  /** The settings given as flags of every command. */
  get flags(): Flags {
    return this.#flags;
  }

  async configuration(flags: Flags = {}): Promise<Configuration> {
    return (await this.loaded(flags)).configuration;
  }

  /** The configuration, and where each value comes from. */
  async loaded(flags: Flags = {}): Promise<Loaded> {
    const { loadConfiguration } = await import('../configuration/load.ts');
    return loadConfiguration({
      environment: this.io.environment,
      cwd: this.io.cwd,
      flags: { ...this.#flags, ...flags },
    });
  }

  async client(given?: Configuration): Promise<Client> {
    const { createClient } = await import('@tutti/client');
    const configuration = given ?? (await this.configuration());
    const { apiAddress } = await import('../configuration/api-address.ts');
    return createClient({
      baseUrl: apiAddress(configuration),
      retries: configuration.retries,
      headers: credentials(configuration),
    });
  }

  async stream(subscriptions: Subscriptions, cursor?: string): Promise<EventStream> {
    const { createEventStream } = await import('@tutti/client');
    const configuration = await this.configuration();
    const { apiAddress } = await import('../configuration/api-address.ts');
    const url = `${apiAddress(configuration).replace(/^http/, 'ws')}/ws`;
    return createEventStream({
      url,
      subscriptions,
      maxAttempts: configuration.retries + 1,
      WebSocket: webSocketWith(credentials(configuration)),
      ...(cursor !== undefined && { cursor }),
    });
  }

  /** A line of output as it comes, for commands that go on for long. */
  print(line: string): void {
    this.io.stdout.write(`${line}\n`);
  }

  /** Something beside the result, for people. */
  note(line: string): void {
    if (!this.json && !this.quiet) this.io.stderr.write(`${line}\n`);
  }

  /** Shows that something is under way, on a terminal. */
  async progress<T>(label: string, work: Promise<T>): Promise<T> {
    if (!this.#canSpin()) return work;
    const { default: ora } = await import('ora');
    const spinner = ora({ text: label, stream: process.stderr, discardStdin: false });
    // Quick work shows nothing.
    const timer = setTimeout(() => spinner.start(), 300);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      if (spinner.isSpinning) spinner.stop();
    }
  }

  /** Both outputs must be one terminal, and it must have a width by which lines can be taken back. */
  #canSpin(): boolean {
    const isTerminal =
      this.view.isTerminal && this.#narration.isTerminal && (this.io.stderr.columns ?? 0) >= 20;
    return isTerminal && !this.json && !this.quiet;
  }
}

const credentials = ({ token }: Configuration): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/** Node's WebSocket takes headers, other than those of browsers. */
const webSocketWith = (headers: Record<string, string>) =>
  class extends WebSocket {
    constructor(url: string) {
      super(url, { headers });
    }
  };
