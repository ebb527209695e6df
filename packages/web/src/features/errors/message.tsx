import { cn } from '../../ui/cn.ts';
import { stripAnsi } from '../executions/log/ansi.ts';

/** What failed, in one line, without what a terminal would act on. */
export const MessageLine = ({ text, className }: { text: string; className?: string }) => (
  <span className={cn('min-w-0 truncate font-mono text-label', className)}>{firstLine(stripAnsi(text))}</span>
);

export const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
