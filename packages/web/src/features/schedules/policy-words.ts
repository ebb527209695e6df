import type { CatchUpPolicy, OverlapPolicy } from '@tutti/contract';

interface Choice<V extends string> {
  value: V;
  label: string;
  effect: string;
}

export const OVERLAPS: readonly Choice<OverlapPolicy>[] = [
  { value: 'skip', label: 'Skip', effect: 'The new slot is skipped and says so.' },
  { value: 'queue', label: 'Queue', effect: 'The new run waits until the one before has ended.' },
  { value: 'allow', label: 'Allow', effect: 'Both run at the same time.' },
  {
    value: 'cancel_previous',
    label: 'Cancel the previous',
    effect: 'The run before is cancelled, the new one starts.',
  },
];

export const CATCH_UPS: readonly Choice<CatchUpPolicy>[] = [
  { value: 'latest', label: 'The latest', effect: 'After downtime the last missed slot runs once.' },
  { value: 'skip', label: 'None', effect: 'Missed slots are skipped and say so.' },
  { value: 'all', label: 'All, up to a limit', effect: 'Missed slots run one after the other.' },
];

export const choiceOf = <V extends string>(choices: readonly Choice<V>[], value: V): Choice<V> | undefined =>
  choices.find((choice) => choice.value === value);
