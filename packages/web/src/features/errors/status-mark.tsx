import type { RecoveryStatus } from '@tutti/contract';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { STATUS_WORDS } from './error-words.ts';

export const RecoveryBadge = ({ status }: { status: RecoveryStatus }) => (
  <StatusBadge {...STATUS_WORDS[status]} />
);
