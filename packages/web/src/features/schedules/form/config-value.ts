import type { SectionProps } from './section.tsx';

/** A text of the task config; what is no text is shown as JSON. */
export const textIn = (config: Record<string, unknown>, key: string): string => {
  const value = config[key];
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
};

/** A record of texts of the task config. */
export const textsIn = (config: Record<string, unknown>, key: string): Record<string, string> => {
  const value = config[key];
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, String(entry)]));
};

/** Changes one key of the task config; an empty value takes the key away. */
export const setIn = ({ form, set }: SectionProps, key: string, value: unknown): void => {
  const { [key]: _, ...others } = form.taskConfig;
  set({ taskConfig: value === undefined || value === '' ? others : { ...form.taskConfig, [key]: value } });
};
