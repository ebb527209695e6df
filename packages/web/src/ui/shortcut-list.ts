/** Every shortcut, as the dialog shows it. `keys` are pressed one after the other; `Mod` is Ctrl, or Cmd on a Mac. */
export const SHORTCUTS = {
  'palette.open': { keys: ['Mod+k'], words: 'Command palette', group: 'Everywhere' },
  'shortcuts.show': { keys: ['?'], words: 'This list', group: 'Everywhere' },
  'go.overview': { keys: ['g', 'o'], words: 'Go to the overview', group: 'Everywhere' },
  'go.schedules': { keys: ['g', 's'], words: 'Go to schedules', group: 'Everywhere' },
  'go.calendar': { keys: ['g', 'c'], words: 'Go to the calendar', group: 'Everywhere' },
  'go.executions': { keys: ['g', 'e'], words: 'Go to executions', group: 'Everywhere' },
  'go.timeline': { keys: ['g', 't'], words: 'Go to the timeline', group: 'Everywhere' },
  'go.webhooks': { keys: ['g', 'w'], words: 'Go to webhooks', group: 'Everywhere' },
  'go.notifications': { keys: ['g', 'n'], words: 'Go to notifications', group: 'Everywhere' },
  'go.tokens': { keys: ['g', 'k'], words: 'Go to tokens', group: 'Everywhere' },
  'go.secrets': { keys: ['g', 'v'], words: 'Go to secrets', group: 'Everywhere' },
  'go.audit': { keys: ['g', 'a'], words: 'Go to the audit log', group: 'Everywhere' },
  'go.errors': { keys: ['g', 'x'], words: 'Go to errors', group: 'Everywhere' },
  'go.dead-letters': { keys: ['g', 'd'], words: 'Go to dead letters', group: 'Everywhere' },
  'go.breakers': { keys: ['g', 'b'], words: 'Go to breakers', group: 'Everywhere' },
  'go.queues': { keys: ['g', 'q'], words: 'Go to queues', group: 'Everywhere' },
  'go.retries': { keys: ['g', 'r'], words: 'Go to retry analytics', group: 'Everywhere' },
  'go.nodes': { keys: ['g', 'm'], words: 'Go to nodes', group: 'Everywhere' },
  'go.settings': { keys: ['g', ','], words: 'Go to settings', group: 'Everywhere' },
  'go.api': { keys: ['g', 'p'], words: 'Go to the API reference', group: 'Everywhere' },
  'schedule.new': { keys: ['n'], words: 'New schedule', group: 'Everywhere' },
  'filter.focus': { keys: ['/'], words: 'Filter the list, or search the log', group: 'Lists' },
  'list.next': { keys: ['j'], words: 'Next row', group: 'Lists' },
  'list.previous': { keys: ['k'], words: 'Previous row', group: 'Lists' },
  'list.select': { keys: ['x'], words: 'Select the row', group: 'Lists' },
  'list.range': { keys: ['X'], words: 'Select up to the row', group: 'Lists' },
  'list.open': { keys: ['Enter'], words: 'Open the row', group: 'Lists' },
  'list.peek': { keys: ['Space'], words: 'Peek at the row', group: 'Lists' },
  'sibling.previous': { keys: ['['], words: 'The one before, as listed', group: 'Lists' },
  'sibling.next': { keys: [']'], words: 'The one after, as listed', group: 'Lists' },
  'schedule.trigger': { keys: ['t'], words: 'Trigger now', group: 'A schedule' },
  'schedule.edit': { keys: ['e'], words: 'Edit', group: 'A schedule' },
  'execution.again': { keys: ['r'], words: 'Retry, or run again', group: 'An execution' },
  'execution.pause': { keys: ['p'], words: 'Pause, or resume', group: 'An execution' },
  'execution.cancel': { keys: ['c'], words: 'Cancel', group: 'An execution' },
  'log.follow': { keys: ['.'], words: 'Follow the log', group: 'An execution' },
  'log.error': { keys: ['!'], words: 'Jump to the first error line', group: 'An execution' },
  'error.retry': { keys: ['r'], words: 'Retry now', group: 'An error or dead letter' },
  'error.resolve': { keys: ['v'], words: 'Resolve', group: 'An error or dead letter' },
  'error.ignore': { keys: ['i'], words: 'Ignore', group: 'An error or dead letter' },
  'error.escalate': { keys: ['u'], words: 'Escalate', group: 'An error or dead letter' },
  'letter.edit': { keys: ['e'], words: 'Edit and resubmit', group: 'An error or dead letter' },
  'breaker.trip': { keys: ['t'], words: 'Trip', group: 'A breaker' },
  'breaker.reset': { keys: ['r'], words: 'Reset', group: 'A breaker' },
  'breaker.pin': { keys: ['p'], words: 'Pin open, or unpin', group: 'A breaker' },
  'breaker.pin-closed': { keys: ['P'], words: 'Pin closed', group: 'A breaker' },
  'queue.pause': { keys: ['p'], words: 'Pause, or resume', group: 'A queue' },
  'node.drain': { keys: ['p'], words: 'Drain, or resume', group: 'A node' },
  close: { keys: ['Escape'], words: 'Close what is open', group: 'Everywhere' },
} as const satisfies Record<string, Shortcut>;

/** In the order of the dialog. */
export const SHORTCUT_GROUPS = [
  'Everywhere',
  'Lists',
  'A schedule',
  'An execution',
  'An error or dead letter',
  'A breaker',
  'A queue',
  'A node',
] as const;

export interface Shortcut {
  keys: readonly string[];
  words: string;
  group: (typeof SHORTCUT_GROUPS)[number];
}
export type ShortcutId = keyof typeof SHORTCUTS;

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The name of a key press as the list spells it; undefined for what no shortcut uses. */
export function pressName(press: Press): string | undefined {
  if (press.altKey) return undefined;
  if (press.ctrlKey || press.metaKey) return `Mod+${press.key.toLowerCase()}`;
  return press.key === ' ' ? 'Space' : press.key;
}

export type Match = { kind: 'none' } | { kind: 'started' } | { kind: 'matched'; id: ShortcutId };

const entries = Object.entries(SHORTCUTS) as [ShortcutId, Shortcut][];
const startsWith = (keys: readonly string[], pressed: readonly string[]): boolean =>
  pressed.every((key, index) => keys[index] === key);

/** What the presses so far mean among the shortcuts that are in force. */
export function matchShortcut(pressed: readonly string[], active: ReadonlySet<ShortcutId>): Match {
  const candidates = entries.filter(([id, { keys }]) => active.has(id) && startsWith(keys, pressed));
  const whole = candidates.find(([, { keys }]) => keys.length === pressed.length);
  if (whole) return { kind: 'matched', id: whole[0] };
  return candidates.length > 0 ? { kind: 'started' } : { kind: 'none' };
}

/** Single letters can be switched off, because speech input types them; combinations and Escape stay. */
export const isSingleLetter = (name: string): boolean => name.length === 1;
