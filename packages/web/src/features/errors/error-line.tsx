import type { ErrorRecord } from '@tutti/contract';
import { FailureBox } from '../../ui/failure-box.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';

export const ErrorLine = ({ record }: { record: ErrorRecord }) => (
  <FailureBox
    kind={record.errorType === 'timeout' ? 'timeout' : 'failed'}
    message={stripAnsi(record.message)}
    about={
      <>
        {record.errorCode ? <code className="font-mono">{record.errorCode}</code> : null}
        {record.errorCode ? ' · ' : ''}
        {record.category}
      </>
    }
  />
);
