import { plural } from '../../ui/format-number.ts';

interface ResultFact {
  name: string;
  value: string;
}

/** The parts of a result that say the most: the exit code of a command, the status of an answer. */
export function resultFacts(result: unknown): ResultFact[] {
  if (typeof result !== 'object' || result === null) return [];
  const { exitCode, signal, status, body } = result as Record<string, unknown>;
  return [
    ...(typeof exitCode === 'number' ? [{ name: 'Exit code', value: String(exitCode) }] : []),
    ...(typeof signal === 'string' ? [{ name: 'Signal', value: signal }] : []),
    ...(typeof status === 'number' ? [{ name: 'Status', value: String(status) }] : []),
    ...(typeof status === 'number' && typeof body === 'string'
      ? [{ name: 'Body', value: plural(body.length, 'character') }]
      : []),
  ];
}
